namespace CharityLedger.Server.Files;

/// <summary>
/// Room on the host's disk for one file at a time that is on its way, in a folder that only the server's user may
/// enter. What lies there has no name any more as soon as it is made (where the system allows that), so that a killed
/// host leaves nothing.
/// </summary>
internal sealed class Spool
{
    private readonly string folder;

    public Spool(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>An empty file that vanishes when it is closed.</summary>
    public FileStream Open()
    {
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    /// <summary>Removes what older programs, which gave such files names, left behind when they were killed.</summary>
    public void RemoveBefore(DateTimeOffset time)
    {
        foreach (var left in Directory.EnumerateFiles(folder).Where(f => File.GetLastWriteTimeUtc(f) < time.UtcDateTime)) File.Delete(left);
    }
}
