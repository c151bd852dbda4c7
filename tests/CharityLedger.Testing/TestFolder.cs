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

    private static readonly ConcurrentBag<FileStream> Owned = [];

    /// <summary>An empty folder, apart from the lock of its owner; the caller deletes it.</summary>
    public static string Create()
    {
        var name = Guid.NewGuid().ToString("N");
        // Nobody looks at the folder before its owner is known.
        var unowned = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"charityledger-new-{name}"));
        // Where root runs the tests, PostgreSQL runs as somebody else and has to get through.
        if (!OperatingSystem.IsWindows())
            unowned.UnixFileMode |= UnixFileMode.OtherExecute;
        Owned.Add(Open(unowned.FullName, FileMode.CreateNew));
        var folder = Path.Combine(Path.GetTempPath(), $"{Prefix}{name}");
        unowned.MoveTo(folder);
        return folder;
    }

    /// <summary>Stops and deletes what test processes left behind that were killed.</summary>
    internal static async Task RemoveOrphansAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
        {
            await using var owner = TryOpen(folder);
            if (owner is not null)
                await EmbeddedPostgres.RemoveUnusedAsync(folder, Console.Error.WriteLine, CancellationToken.None);
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
