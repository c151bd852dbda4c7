namespace CharityLedger.Server.Imports;

/// <summary>
/// Where uploaded lists lie while they are read: a folder that only the server's user may enter, since lists name people. What
/// a killed host left behind is removed a day later.
/// </summary>
public sealed class ImportInbox
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);
    private readonly string folder;

    /// <summary>Opens the inbox of a data folder.</summary>
    public ImportInbox(string dataFolder, TimeProvider clock)
    {
        folder = Path.Combine(dataFolder, "incoming");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var before = clock.GetUtcNow().UtcDateTime - Forgotten;
        foreach (var left in Directory.EnumerateFiles(folder).Where(f => File.GetLastWriteTimeUtc(f) < before)) File.Delete(left);
    }

    /// <summary>A path for one more upload.</summary>
    public string NewPath() => Path.Combine(folder, Guid.NewGuid().ToString("N"));
}
