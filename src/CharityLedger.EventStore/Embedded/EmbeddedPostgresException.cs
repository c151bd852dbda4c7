namespace CharityLedger.EventStore.Embedded;

/// <summary>
/// Why the embedded PostgreSQL can't serve a data folder. The codes are stable; the text is for people.
/// </summary>
public sealed class EmbeddedPostgresException(string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Another host already uses the data folder.</summary>
    public const string DataFolderInUse = "data_folder_in_use";

    /// <summary>The data folder is a copy of one whose server runs.</summary>
    public const string DataFolderCopied = "data_folder_copied";

    /// <summary>The user PostgreSQL runs as can't reach the data folder or may not read it.</summary>
    public const string DataFolderNotAccessible = "data_folder_not_accessible";

    /// <summary>PostgreSQL's own start command can't handle the data folder's path.</summary>
    public const string DataFolderUnusable = "data_folder_unusable";

    /// <summary>The data folder was written by a major version of PostgreSQL that isn't here.</summary>
    public const string DataVersionMismatch = "postgres_data_version_mismatch";

    /// <summary>The folder named by CHARITYLEDGER_PG_BIN holds no PostgreSQL that can be used.</summary>
    public const string UnusableBinaries = "postgres_binaries_unusable";

    /// <summary>No binaries were found and the npm package couldn't be installed.</summary>
    public const string InstallFailed = "postgres_install_failed";

    /// <summary>initdb failed.</summary>
    public const string InitFailed = "postgres_init_failed";

    /// <summary>The server didn't become ready.</summary>
    public const string StartFailed = "postgres_start_failed";

    /// <summary>The server didn't stop in time.</summary>
    public const string StopFailed = "postgres_stop_failed";

    /// <summary>Another process held the start lock for too long.</summary>
    public const string StartLockTimeout = "postgres_start_lock_timeout";

    public string Code { get; } = code;
}
