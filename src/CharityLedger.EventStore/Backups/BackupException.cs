namespace CharityLedger.EventStore.Backups;

/// <summary>
/// Why a backup isn't written, or isn't taken. Nothing was left behind that could be used. The codes are stable; the text
/// is for people.
/// </summary>
public sealed class BackupException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>There is a file of that name already.</summary>
    public const string FileExists = "file_exists";

    /// <summary>The backup, or its key, isn't there.</summary>
    public const string FileNotFound = "file_not_found";

    /// <summary>A passphrase is shorter than it may be.</summary>
    public const string PassphraseTooShort = "passphrase_too_short";

    /// <summary>The passphrase is another one, or the key's file isn't whole.</summary>
    public const string PassphraseWrong = "passphrase_wrong";

    /// <summary>The file isn't what was written: cut off, altered, of another ledger's key, or no backup.</summary>
    public const string Broken = "backup_broken";

    /// <summary>A newer program wrote it.</summary>
    public const string Newer = "backup_newer";

    /// <summary>Something lies where the ledger should go: in the folder, in the database, or where files go.</summary>
    public const string NotEmpty = "target_not_empty";

    public string Code { get; } = code;
}
