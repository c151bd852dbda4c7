using System.Diagnostics;

namespace CharityLedger.EventStore.Embedded;

/// <summary>Creating folders with the modes they need.</summary>
internal static class DataFolder
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan DeletePatience = TimeSpan.FromSeconds(10);

    /// <summary>Creates the ledger's data folder where absent.</summary>
    internal static void Create(string folder)
    {
        // pg_ctl hands paths to a shell between double quotes, unescaped.
        if (folder.IndexOfAny(['"', '$', '`', '\\', '\n']) >= 0)
        {
            throw new EmbeddedPostgresException(EmbeddedPostgresException.DataFolderUnusable,
                $"The data folder {folder} can't be used: PostgreSQL can't be started in a path with "
                + "a double quote, a dollar sign, a backquote, a backslash or a line break.");
        }
        CreatePassable(folder);
    }

    /// <summary>
    /// Creates a folder where absent. Nobody else may list it; as root others may pass through it, because PostgreSQL
    /// then runs as another user.
    /// </summary>
    internal static void CreatePassable(string folder)
    {
        if (!Directory.Exists(folder))
            Create(folder, Environment.IsPrivilegedProcess);
    }

    /// <summary>Creates a folder that only its owner can enter.</summary>
    internal static void CreatePrivate(string folder) => Create(folder, passable: false);

    /// <summary>
    /// Deletes a folder with all it holds, into which a tool of a killed process may still write for a moment.
    /// </summary>
    internal static async Task DeleteAsync(string folder, CancellationToken ct)
    {
        for (var waited = Stopwatch.StartNew(); Directory.Exists(folder); await Task.Delay(50, ct))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (waited.Elapsed < DeletePatience)
            {
                // Something new appeared in it: again.
            }
        }
    }

    internal static EmbeddedPostgresException NotAccessible(string folder, UnauthorizedAccessException e) => new(
        EmbeddedPostgresException.DataFolderNotAccessible,
        $"The data folder {folder} can't be used: {e.Message} Was it made by another user, such as root?", e);

    private static void Create(string folder, bool passable)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(
                "The embedded PostgreSQL needs Linux or macOS. On Windows, use WSL or a connection string.");
        }
        Directory.CreateDirectory(folder);
        // Set afterwards, because a umask would take modes away from a creation.
        var passers = passable ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
        File.SetUnixFileMode(folder, OwnerOnly | passers);
        Disk.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(folder))!);
    }
}
