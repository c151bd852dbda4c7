using System.Globalization;

namespace CharityLedger.EventStore.Embedded;

/// <summary>What the running server writes about itself into its data folder.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Ready">Whether it takes commands: not while it starts, recovers or stops.</param>
internal sealed record PostmasterFile(int Pid, bool Ready)
{
    /// <returns>Null where the server isn't running or hasn't written its file yet.</returns>
    internal static PostmasterFile? Read(string cluster)
    {
        try
        {
            // Line 1 is the pid, line 8 the status; the file grows while the server starts.
            var lines = File.ReadAllLines(Path.Combine(cluster, "postmaster.pid"));
            return lines.Length > 0 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
                ? new PostmasterFile(pid, lines.Length >= 8 && lines[7].Trim() == "ready")
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
