using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace CharityLedger.EventStore;

/// <summary>Writing what a power cut must not take away: the bytes are synced, and the folder that names them.</summary>
public static class Disk
{
    /// <summary>
    /// Writes a file whole or not at all: under a name of its own, synced, renamed, and its folder synced. A file that was
    /// there keeps its mode.
    /// </summary>
    public static async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
                file.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(unfinished, File.GetUnixFileMode(path));
            File.Move(unfinished, path, overwrite: true);
            SyncFolder(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>
    /// Makes the names in a folder durable: what was created, renamed or deleted there. .NET opens no folders, so the
    /// system's library is asked.
    /// </summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(path, 0);
        if (handle < 0) throw Failed(path);
        var failed = Sync(handle) < 0 ? Failed(path) : null;
        _ = Close(handle);
        if (failed is not null) throw failed;
    }

    private static IOException Failed(string path)
    {
        var reason = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"The folder {path} can't be synced: {reason.Message}", reason);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
