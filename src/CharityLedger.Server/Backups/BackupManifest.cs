using CharityLedger.EventStore.Backups;

namespace CharityLedger.Server.Backups;

/// <summary>A file of the ledger's, sealed as it lay in its place.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Sha256">Digest of its sealed bytes, lower-case hex.</param>
public sealed record CopiedFile(string Name, string Sha256);

/// <summary>What a backup holds: <c>manifest.json</c> in it.</summary>
/// <param name="Format">How the backup is written.</param>
/// <param name="TakenAt">When its snapshot was taken.</param>
/// <param name="Program">Version of the program that took it.</param>
/// <param name="Server">Version of the PostgreSQL that it was taken from.</param>
/// <param name="Schema">Number of the ledger's schema.</param>
/// <param name="LastPosition">Last position of the log; every event up to it is in the backup.</param>
/// <param name="Key">Fingerprint of the master key.</param>
/// <param name="Tables">Tables, in the order in which they are copied back.</param>
/// <param name="Files">Uploads and evidence.</param>
public sealed record BackupManifest(
    string Format, DateTimeOffset TakenAt, string Program, string Server, int Schema, long LastPosition, string Key,
    IReadOnlyList<CopiedTable> Tables, IReadOnlyList<CopiedFile> Files)
{
    /// <summary>The format that this program writes and reads.</summary>
    public const string Current = "charityledger-backup/1";
}

/// <summary>How far a backup or a restore is.</summary>
/// <param name="Step">What it is at: a table, the files, a read model.</param>
/// <param name="Done">Done so far, in rows, files, events or bytes.</param>
/// <param name="Of">Of how many.</param>
public readonly record struct BackupProgress(string Step, long Done, long Of);
