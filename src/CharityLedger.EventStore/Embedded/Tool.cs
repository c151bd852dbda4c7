using System.ComponentModel;
using System.Diagnostics;

namespace CharityLedger.EventStore.Embedded;

/// <summary>Runs PostgreSQL's and the system's command-line tools, in English and with a time limit.</summary>
internal static class Tool
{
    /// <param name="user">Runs as this user; null is the current one. Only root may name another.</param>
    /// <param name="folder">The working folder, which that user must be able to enter.</param>
    internal static async Task<ToolResult> RunAsync(
        string file, IEnumerable<string> arguments, CancellationToken ct,
        string? user = null, string? folder = null, string input = "", TimeSpan? timeout = null)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "/",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        // glibc gave the top of a backend's heap back to the kernel at the end of a batch, and took it again a page
        // fault at a time: 64 events took 6.5 ms instead of 4.2. To name one threshold fixes the other, which would
        // else have grown: large blocks would be mapped each time.
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "16777216";
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "16777216";
        // libpq's and PostgreSQL's own variables must not redirect a private server.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        if (user is not null)
            start.UserName = user;

        var command = $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
        var limit = timeout ?? TimeSpan.FromMinutes(1);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new ToolResult(command, ToolResult.NotStarted, "", e.Message);
        }
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return new ToolResult(command, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            ct.ThrowIfCancellationRequested();
            return new ToolResult(command, ToolResult.OutOfTime, "", $"no end within {limit.TotalSeconds:0} s");
        }
    }
}

/// <summary>How a tool ended.</summary>
internal sealed record ToolResult(string Command, int ExitCode, string Output, string Error)
{
    internal const int OutOfTime = -1;

    /// <summary>What a shell returns for a command that it can't find.</summary>
    internal const int NotStarted = 127;

    internal bool Succeeded => ExitCode == 0;

    /// <exception cref="EmbeddedPostgresException">With <paramref name="code"/>, where the tool failed.</exception>
    internal ToolResult OrThrow(string code, string what) => Succeeded ? this
        : throw new EmbeddedPostgresException(code, $"{what}: {Command} ended with {ExitCode}: {Complaint}");

    internal string Complaint => (Error.Trim().Length > 0 ? Error : Output).Trim();
}
