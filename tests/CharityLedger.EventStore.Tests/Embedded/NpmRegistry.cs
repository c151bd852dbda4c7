using System.ComponentModel;
using System.Diagnostics;

namespace CharityLedger.EventStore.Tests.Embedded;

internal static class NpmRegistry
{
    /// <summary>Whether npm is here and reaches its registry within a minute.</summary>
    internal static async Task<bool> AnswersAsync()
    {
        using var npm = new Process
        {
            StartInfo = new("npm", ["ping"]) { RedirectStandardError = true, RedirectStandardOutput = true },
        };
        try
        {
            npm.Start();
        }
        catch (Win32Exception)
        {
            return false;
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await Task.WhenAll(
                npm.StandardError.ReadToEndAsync(limit.Token), npm.StandardOutput.ReadToEndAsync(limit.Token));
            await npm.WaitForExitAsync(limit.Token);
            return npm.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            return false;
        }
    }
}
