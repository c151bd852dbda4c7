using System.Collections.Concurrent;
using CharityLedger.EventStore.Embedded;

namespace CharityLedger.Testing;

/// <summary>
/// Temporary data folders. Each is owned by its test process, so a later one can tell what a killed one left.
/// </summary>
public static class TestFolder
{
    private const string Prefix = "charityledger-test-";
    private const string OwnerLock = "owner.lock";

    /// <summary>Linux's memory as a folder, and how much of it has to be free before anything is put there.</summary>
    private const string MemoryRoot = "/dev/shm";
    private const long MemoryNeeded = 6L << 30;

    private static readonly ConcurrentBag<FileStream> Owned = [];

    /// <summary>An empty folder, apart from the lock of its owner; the caller deletes it.</summary>
    public static string Create() => Create(Path.GetTempPath());

    /// <summary>The same for what needs no disk: in memory, where the machine has enough of it.</summary>
    public static string CreateInMemory() => Create(HasMemory() ? MemoryRoot : Path.GetTempPath());

    private static string Create(string root)
    {
        var name = Guid.NewGuid().ToString("N");
        // Nobody looks at the folder before its owner is known.
        var unowned = Directory.CreateDirectory(Path.Combine(root, $"charityledger-new-{name}"));
        // Where root runs the tests, PostgreSQL runs as somebody else and has to get through.
        if (!OperatingSystem.IsWindows())
            unowned.UnixFileMode |= UnixFileMode.OtherExecute;
        Owned.Add(Open(unowned.FullName, FileMode.CreateNew));
        var folder = Path.Combine(root, $"{Prefix}{name}");
        unowned.MoveTo(folder);
        return folder;
    }

    /// <summary>Stops and deletes what test processes left behind that were killed.</summary>
    internal static async Task RemoveOrphansAsync()
    {
        string[] roots = Directory.Exists(MemoryRoot) ? [Path.GetTempPath(), MemoryRoot] : [Path.GetTempPath()];
        foreach (var folder in roots.SelectMany(root => Directory.EnumerateDirectories(root, $"{Prefix}*")))
        {
            await using var owner = TryOpen(folder);
            if (owner is not null)
                await EmbeddedPostgres.RemoveUnusedAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        }
    }

    private static bool HasMemory()
    {
        if (!Directory.Exists(MemoryRoot)) return false;
        try
        {
            return new DriveInfo(MemoryRoot).AvailableFreeSpace > MemoryNeeded
                && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 2 * MemoryNeeded;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Null where the owner lives, or where the folder is another user's.</summary>
    private static FileStream? TryOpen(string folder)
    {
        try
        {
            return Open(folder, FileMode.Open);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FileStream Open(string folder, FileMode mode) =>
        new(Path.Combine(folder, OwnerLock), mode, FileAccess.ReadWrite, FileShare.None);
}
