namespace CharityLedger.EventStore.Embedded;

/// <summary>One host per data folder: held while a host runs, gone with its process.</summary>
public sealed class HostLock : IDisposable
{
    private readonly FileStream _file;

    private HostLock(FileStream file) => _file = file;

    /// <exception cref="EmbeddedPostgresException">
    /// <see cref="EmbeddedPostgresException.DataFolderInUse"/> where another host holds the folder,
    /// <see cref="EmbeddedPostgresException.DataFolderNotAccessible"/> where this user may not use it.
    /// </exception>
    public static HostLock Take(string dataFolder)
    {
        dataFolder = Path.GetFullPath(dataFolder);
        try
        {
            DataFolder.Create(dataFolder);
            var file = FolderLock.TryExclusive(Path.Combine(dataFolder, "host.lock"))
                ?? throw new EmbeddedPostgresException(EmbeddedPostgresException.DataFolderInUse,
                    $"Another host already serves the data folder {dataFolder}. "
                    + "Stop that one first, or start this one with --data on a folder of its own.");
            return new HostLock(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw DataFolder.NotAccessible(dataFolder, e);
        }
    }

    public void Dispose() => _file.Dispose();
}
