using System.Security.Cryptography;

namespace CharityLedger.Server.Evidence;

/// <summary>
/// Files that prove something, under their digests in the data folder: a folder for each federation that only the server's user
/// may enter, since such files name people. Erasing one leaves the log whole.
/// </summary>
public sealed class EvidenceStore(string dataFolder)
{
    /// <summary>Largest file, in bytes.</summary>
    public const long MostBytes = 20 << 20;

    private readonly string root = Path.Combine(dataFolder, "evidence");

    /// <summary>Whether a text is a SHA-256 in lower-case hex.</summary>
    public static bool IsDigest(string text) => text.Length == 64 && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    /// <summary>Size in bytes; null where the federation has no such file.</summary>
    public long? SizeOf(string federation, string sha256) =>
        IsDigest(sha256) && new FileInfo(PathOf(federation, sha256)) is { Exists: true } file ? file.Length : null;

    /// <summary>Opens a file.</summary>
    public Stream Open(string federation, string sha256) => File.OpenRead(PathOf(federation, sha256));

    /// <summary>Keeps a file, if its bytes have the digest; a file that is there already is not written again.</summary>
    /// <returns>Whether they have.</returns>
    public async Task<bool> SaveAsync(string federation, string sha256, Stream bytes, CancellationToken ct)
    {
        var path = PathOf(federation, sha256);
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var unfinished = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".unfinished");
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew))
            {
                await bytes.CopyToAsync(file, ct);
                file.Position = 0;
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)) != sha256) return false;
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private string PathOf(string federation, string sha256) => Path.Combine(root, federation, sha256[..2], sha256);
}
