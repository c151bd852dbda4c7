using System.Runtime.CompilerServices;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Files;

/// <summary>
/// Files in a folder, which several hosts may share by a network file system. A file gets its name when it is whole and
/// on the disk, and the folder is synced after that.
/// </summary>
public sealed class FolderFiles(string folder, TimeProvider clock) : IFilePlace
{
    private const string Unfinished = ".unfinished";

    private readonly string root = Path.GetFullPath(folder);

    public async Task WriteAsync(string name, Stream bytes, DateTimeOffset writtenAt, CancellationToken ct)
    {
        var path = PathOf(name);
        var parent = Path.GetDirectoryName(path)!;
        MakeFolder(parent);
        var unfinished = Path.Combine(parent, Guid.NewGuid().ToString("N") + Unfinished);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var file = new FileStream(unfinished, options))
            {
                await bytes.CopyToAsync(file, 256 << 10, ct);
                file.Flush(flushToDisk: true);
            }

            File.SetLastWriteTimeUtc(unfinished, writtenAt.UtcDateTime);
            File.Move(unfinished, path, overwrite: true);
            Disk.SyncFolder(parent);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    public async Task<bool> ReadAsync(string name, Stream to, CancellationToken ct)
    {
        try
        {
            // Whoever replaces or deletes it meanwhile takes its name away only.
            await using var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0);
            await file.CopyToAsync(to, 256 << 10, ct);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    public Task<long?> LengthAsync(string name, CancellationToken ct) =>
        Task.FromResult(new FileInfo(PathOf(name)) is { Exists: true } file ? file.Length : (long?)null);

    public Task DeleteAsync(string name, CancellationToken ct)
    {
        var path = PathOf(name);
        if (!File.Exists(path)) return Task.CompletedTask;
        File.Delete(path);
        Disk.SyncFolder(Path.GetDirectoryName(path)!);
        return Task.CompletedTask;
    }

    /// <summary>What a killed host left unfinished goes after a day.</summary>
    public async IAsyncEnumerable<(string Name, DateTimeOffset WrittenAt)> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var under = PathOf(prefix);
        if (!Directory.Exists(under)) yield break;
        var forgotten = clock.GetUtcNow().UtcDateTime.AddDays(-1);
        foreach (var path in Directory.EnumerateFiles(under, "*", SearchOption.AllDirectories))
        {
            ct.ThrowIfCancellationRequested();
            var writtenAt = File.GetLastWriteTimeUtc(path);
            if (!path.EndsWith(Unfinished, StringComparison.Ordinal))
                yield return (Path.GetRelativePath(root, path).Replace('\\', '/'), new DateTimeOffset(writtenAt, TimeSpan.Zero));
            else if (writtenAt < forgotten)
                File.Delete(path);
        }
    }

    private static void MakeFolder(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null) MakeFolder(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (parent is not null) Disk.SyncFolder(parent);
    }

    private string PathOf(string name) => Path.Combine(root, name.Replace('/', Path.DirectorySeparatorChar));
}
