using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CharityLedger.Testing;

/// <summary>
/// An ext4 file system in an image, mounted: a disk of a size that a test chooses, which a test can fill, and whose blocks
/// can be copied as a power cut would leave them. What was not synced is not in the copy.
/// </summary>
public sealed class LoopDisk : IAsyncDisposable
{
    /// <summary>So few bytes are none.</summary>
    private const long Slack = 64 * 1024;

    private readonly string image;
    private int cuts;

    private LoopDisk(string image, string folder) => (this.image, Folder) = (image, folder);

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Bytes that are free.</summary>
    public long Free => new DriveInfo(Folder).AvailableFreeSpace;

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Makes and mounts one.</summary>
    /// <returns>The disk; or, without one, why it can't be mounted here, such as without root.</returns>
    public static async Task<(LoopDisk? Disk, string Reason)> TryMountAsync(int megabytes)
    {
        var home = TestFolder.Create();
        var image = Path.Combine(home, "disk.img");
        await using (var file = File.Create(image)) file.SetLength(megabytes * 1024L * 1024);
        // Nothing is kept back for root, so that all see the same room.
        var reason = await ComplaintAsync("mkfs.ext4", "-q", "-m", "0", image);
        if (reason is null)
        {
            var (disk, refused) = await MountAsync(image, Path.Combine(home, "disk"));
            if (disk is not null) return (disk, "");
            reason = refused;
        }

        Directory.Delete(home, recursive: true);
        return (null, "No disk can be mounted here: " + reason);
    }

    /// <summary>Leaves so much free, by a file that takes the rest; takes nothing where less is free already.</summary>
    public async Task FillAsync(long leave)
    {
        var taken = 0L;
        // Others write meanwhile, so that the rest may be smaller than it was.
        for (var size = Free - leave; size > Slack; size = Math.Min(Free - leave, size / 2))
        {
            if (await ComplaintAsync("fallocate", "-o", Text(taken), "-l", Text(size), Ballast) is null) taken += size;
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(Ballast);

    /// <summary>
    /// Cuts the power: processes stand still, the blocks are copied, and the processes go on. The copy is mounted.
    /// </summary>
    /// <param name="processes">All that write to the disk.</param>
    /// <param name="still">Called while they stand still.</param>
    public async Task<LoopDisk> CutAsync(IReadOnlyCollection<int> processes, Action still)
    {
        var copy = Path.Combine(Path.GetDirectoryName(image)!, $"cut{++cuts}");
        string[] pids = [.. processes.Select(p => Text(p))];
        await RunAsync("kill", ["-STOP", .. pids]);
        try
        {
            still();
            await RunAsync("cp", image, copy + ".img");
        }
        finally
        {
            await RunAsync("kill", ["-CONT", .. pids]);
        }

        var (disk, reason) = await MountAsync(copy + ".img", copy);
        return disk ?? throw new IOException($"The copy can't be mounted: {reason}");
    }

    public async ValueTask DisposeAsync()
    {
        // Lazily: what was told to end may not have closed its last file yet.
        await RunAsync("umount", "-l", Folder);
        Directory.Delete(Folder);
        File.Delete(image);
        var home = Path.GetDirectoryName(image)!;
        // The last one takes what owned the folder with it.
        if (!Directory.EnumerateFiles(home, "*.img").Any()) Directory.Delete(home, recursive: true);
    }

    private static async Task<(LoopDisk? Disk, string? Reason)> MountAsync(string image, string folder)
    {
        Directory.CreateDirectory(folder);
        var reason = await ComplaintAsync("mount", "-o", "loop", image, folder);
        return (reason is null ? new LoopDisk(image, folder) : null, reason);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        if (await ComplaintAsync(program, arguments) is { } complaint) throw new IOException($"{program}: {complaint}");
    }

    /// <summary>What a program complains of; null where it succeeded.</summary>
    private static async Task<string?> ComplaintAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var said = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : said.Trim();
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
