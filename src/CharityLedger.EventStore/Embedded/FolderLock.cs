using System.Diagnostics;

namespace CharityLedger.EventStore.Embedded;

/// <summary>
/// Advisory locks on files (flock): they end with the process that holds them, however it ends.
/// A released lock is unlocked explicitly by the runtime, so a child process can't keep it by accident.
/// </summary>
internal static class FolderLock
{
    /// <summary>Held by any number of processes at once; null where someone holds it exclusively.</summary>
    internal static FileStream? TryShared(string path) => TryOpen(path, FileShare.Read);

    /// <summary>Held by one alone; null where someone else holds it in any way.</summary>
    internal static FileStream? TryExclusive(string path) => TryOpen(path, FileShare.None);

    internal static async Task<FileStream> ExclusiveAsync(string path, TimeSpan patience, CancellationToken ct)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < patience; await Task.Delay(20, ct))
        {
            if (TryExclusive(path) is { } stream)
                return stream;
        }
        throw new EmbeddedPostgresException(EmbeddedPostgresException.StartLockTimeout,
            $"{path} has been held by another process for {patience.TotalSeconds:0} s.");
    }

    private static FileStream? TryOpen(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException e) when (IsWouldBlock(e.HResult))
        {
            return null;
        }
    }

    /// <summary>EWOULDBLOCK is 11 on Linux and 35 on macOS; .NET passes it on as the HResult.</summary>
    private static bool IsWouldBlock(int error) => error == (OperatingSystem.IsMacOS() ? 35 : 11);
}
