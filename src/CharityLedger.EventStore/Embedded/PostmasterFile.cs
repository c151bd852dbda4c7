using System.Diagnostics;
using System.Globalization;

namespace CharityLedger.EventStore.Embedded;

/// <summary>What the running server writes about itself into its data folder.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Folder">The folder that it was started on; another than where the file lies in a copy of that folder.</param>
/// <param name="Ready">Whether it takes commands: not while it starts, recovers or stops.</param>
internal sealed record PostmasterFile(int Pid, string? Folder, bool Ready)
{
    internal const string Name = "postmaster.pid";

    /// <summary>
    /// Whether the server still runs: a process of its number lives, and in its own folder, where that one can be looked
    /// at, it still says so.
    /// </summary>
    internal bool IsRunning
    {
        get
        {
            try
            {
                using var process = Process.GetProcessById(Pid);
                return !Directory.Exists(Folder) || Read(Folder)?.Pid == Pid;
            }
            catch (ArgumentException)
            {
                return false;
            }
            catch (UnauthorizedAccessException)
            {
                return true;
            }
        }
    }

    /// <returns>Null where the server isn't running or hasn't written its file yet.</returns>
    internal static PostmasterFile? Read(string cluster)
    {
        try
        {
            // Line 1 is the pid, line 2 the folder, line 8 the status; the file grows while the server starts.
            var lines = File.ReadAllLines(Path.Combine(cluster, Name));
            return lines.Length > 0 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
                ? new PostmasterFile(pid, lines.Length >= 2 ? lines[1] : null, lines.Length >= 8 && lines[7].Trim() == "ready")
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
