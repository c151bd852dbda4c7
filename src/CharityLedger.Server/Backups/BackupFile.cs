using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Backups;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Backups;

/// <summary>
/// A backup on the disk: a ZIP archive, which any program unpacks, whose comment is the HMAC-SHA-256 of every byte before it
/// under a key that follows from the master key. So a byte that is changed, or a piece that is cut off, is seen before
/// anything is believed, also where somebody made the digests fit.
/// </summary>
internal static class BackupFile
{
    private const string Manifest = "manifest.json", Use = "backup";
    private const int TagLength = 64;

    /// <summary>Where the sealed key of a backup lies.</summary>
    public static string KeyOf(string path) => path + ".key";

    public static string EntryOf(CopiedTable table) => EntryOf(table.Name);

    public static string EntryOf(string table) => $"tables/{table}.copy";

    public static string EntryOf(CopiedFile file) => $"files/{file.Name}";

    /// <summary>Writes an archive, which has its name once it is whole and on the disk.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="key">The installation's key.</param>
    /// <param name="fill">Writes what the manifest then says.</param>
    /// <param name="ct">Gives up; nothing is left.</param>
    public static async Task<BackupManifest> WriteAsync(
        string path, MasterKey key, Func<ZipArchive, Task<BackupManifest>> fill, CancellationToken ct)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            BackupManifest manifest;
            await using (var file = new FileStream(unfinished, options))
            {
                await using (var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, null, ct))
                {
                    archive.Comment = new string('0', TagLength);
                    manifest = await fill(archive);
                    await using var entry = await archive.CreateEntry(Manifest, CompressionLevel.Fastest).OpenAsync(ct);
                    await JsonSerializer.SerializeAsync(entry, manifest, JsonSerializerOptions.Web, ct);
                }

                var tag = await TagAsync(file, key, ct);
                file.Position = file.Length - TagLength;
                await file.WriteAsync(Encoding.ASCII.GetBytes(tag), ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: false);
            Disk.SyncFolder(Path.GetDirectoryName(path)!);
            return manifest;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Opens an archive after every byte of it was checked.</summary>
    /// <param name="file">The archive, which nobody else changes; the answer closes it.</param>
    /// <param name="key">The installation's key.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="BackupException">It isn't what was written, or not under this key.</exception>
    public static async Task<(ZipArchive Archive, BackupManifest Manifest)> OpenAsync(FileStream file, MasterKey key, CancellationToken ct)
    {
        var tag = new byte[TagLength];
        if (file.Length < TagLength) throw Broken();
        file.Position = file.Length - TagLength;
        await file.ReadExactlyAsync(tag, ct);
        var expected = Encoding.ASCII.GetBytes(await TagAsync(file, key, ct));
        if (!CryptographicOperations.FixedTimeEquals(tag, expected)) throw Broken();
        var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: false, null, ct);
        await using var entry = await archive.GetEntry(Manifest)!.OpenAsync(ct);
        var manifest = (await JsonSerializer.DeserializeAsync<BackupManifest>(entry, JsonSerializerOptions.Web, ct))!;
        if (manifest.Format == BackupManifest.Current && manifest.Schema <= Schema.Number) return (archive, manifest);
        await archive.DisposeAsync();
        throw new BackupException(BackupException.Newer, FormattableString.Invariant(
            $"The backup was written by {manifest.Program} ({manifest.Format}, schema {manifest.Schema}): start a newer program."));
    }

    private static async Task<string> TagAsync(FileStream file, MasterKey key, CancellationToken ct)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Derive(Use));
        var buffer = new byte[1 << 20];
        file.Position = 0;
        for (var left = file.Length - TagLength; left > 0;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), ct);
            if (read == 0) throw Broken();
            hmac.AppendData(buffer, 0, read);
            left -= read;
        }

        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    private static BackupException Broken() => new(BackupException.Broken,
        "The backup is not what was written: it was cut off or altered, or it is another ledger's than the key. Nothing was restored.");
}
