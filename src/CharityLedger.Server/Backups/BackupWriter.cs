using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Backups;
using CharityLedger.Server.Access;
using CharityLedger.Server.Files;
using Npgsql;

namespace CharityLedger.Server.Backups;

/// <summary>
/// Writes a backup (备份) while hosts go on: all tables as they stood at one moment, then the files. A file that an event
/// names was there before the event, so every one that the tables name is among them, unless it was deleted meanwhile.
/// </summary>
public sealed class BackupWriter(NpgsqlDataSource database, FileStore files, MasterKey master, TimeProvider clock)
{
    /// <summary>Fewest characters of a passphrase.</summary>
    public const int ShortestPassphrase = 12;

    /// <summary>Writes a backup, and its key beside it under the same name with <c>.key</c>.</summary>
    /// <param name="path">A file that isn't there yet.</param>
    /// <param name="passphrase">Opens the key.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="ct">Gives up; neither file is left.</param>
    /// <exception cref="BackupException">A file is there already, or the passphrase is too short.</exception>
    public async Task<BackupManifest> WriteAsync(
        string path, string passphrase, IProgress<BackupProgress> progress, CancellationToken ct)
    {
        path = Path.GetFullPath(path);
        var key = BackupFile.KeyOf(path);
        foreach (var taken in new[] { path, key }.Where(File.Exists))
            throw new BackupException(BackupException.FileExists, $"There is a file {taken} already.");
        if (passphrase.Length < ShortestPassphrase)
        {
            throw new BackupException(
                BackupException.PassphraseTooShort, FormattableString.Invariant($"A passphrase has at least {ShortestPassphrase} characters."));
        }

        // The key first: a backup that is there has its key.
        await Disk.WriteAsync(key, master.Seal(passphrase), ct);
        try
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return await BackupFile.WriteAsync(path, master, archive => FillAsync(archive, progress, ct), ct);
        }
        catch
        {
            File.Delete(key);
            throw;
        }
    }

    private async Task<BackupManifest> FillAsync(ZipArchive archive, IProgress<BackupProgress> progress, CancellationToken ct)
    {
        var takenAt = clock.GetUtcNow();
        var tables = new List<CopiedTable>();
        await using var snapshot = await LedgerSnapshot.TakeAsync(database, ct);
        foreach (var table in snapshot.Tables)
        {
            var rows = new Rows(progress, table.Name, table.Rows);
            await using var entry = await archive.CreateEntry(BackupFile.EntryOf(table.Name), CompressionLevel.Fastest).OpenAsync(ct);
            tables.Add(await snapshot.CopyAsync(table, entry, rows, ct));
            rows.Report(table.Rows);
        }

        return new BackupManifest(
            BackupManifest.Current, takenAt, Version, snapshot.ServerVersion, snapshot.SchemaNumber, snapshot.LastPosition,
            master.Fingerprint, tables, await FillFilesAsync(archive, progress, ct));
    }

    /// <summary>They are sealed, and don't become smaller.</summary>
    private async Task<IReadOnlyList<CopiedFile>> FillFilesAsync(
        ZipArchive archive, IProgress<BackupProgress> progress, CancellationToken ct)
    {
        var names = new List<string>();
        await foreach (var name in files.NamesAsync(ct)) names.Add(name);
        var copied = new List<CopiedFile>();
        foreach (var name in names)
        {
            var file = new CopiedFile(name, "");
            using var digest = SHA256.Create();
            bool isThere;
            await using (var entry = await archive.CreateEntry(BackupFile.EntryOf(file), CompressionLevel.NoCompression).OpenAsync(ct))
            await using (var through = new CryptoStream(entry, digest, CryptoStreamMode.Write))
                isThere = await files.CopyAsync(name, through, ct);
            if (isThere) copied.Add(file with { Sha256 = Convert.ToHexStringLower(digest.Hash!) });
            progress.Report(new BackupProgress("files", copied.Count, names.Count));
        }

        return copied;
    }

    private static string Version =>
        typeof(BackupWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private sealed class Rows(IProgress<BackupProgress> progress, string table, long of) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new BackupProgress(table, value, of));
    }
}
