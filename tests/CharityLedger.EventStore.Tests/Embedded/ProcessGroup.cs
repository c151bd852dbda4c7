using System.Diagnostics;
using System.Globalization;

namespace CharityLedger.EventStore.Tests.Embedded;

internal static class ProcessGroup
{
    internal static async Task<int> OfAsync(int pid)
    {
        var start = new ProcessStartInfo("ps") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "-o", "pgid=", "-p", pid.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using var ps = Process.Start(start)!;
        var output = await ps.StandardOutput.ReadToEndAsync();
        return int.Parse(output.Trim(), CultureInfo.InvariantCulture);
    }
}
