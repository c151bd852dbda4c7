using System.Diagnostics;

namespace CharityLedger.Cli.Bench.Http;

/// <summary>A server in a process of its own, which starts cold and shares no runtime with its callers.</summary>
internal sealed class ServingProcess : IAsyncDisposable
{
    /// <summary>What stands before the address on the line by which a server says that it is ready.</summary>
    public const string ReadyAt = " is ready at ";

    private readonly Process process;
    private Task rest = Task.CompletedTask;

    private ServingProcess(Process process) => this.process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <param name="assembly">The program.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">What it finds in its environment beside what this process finds.</param>
    /// <param name="ct">Gives up, and ends it.</param>
    public static async Task<ServingProcess> StartAsync(
        string assembly, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var server = new ServingProcess(Process.Start(start)!);
        try
        {
            while (await server.process.StandardOutput.ReadLineAsync(ct) is { } line)
            {
                if (line.Split(ReadyAt) is not [_, var address]) continue;
                server.Address = new Uri(address);
                server.rest = server.process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return server;
            }

            throw new InvalidOperationException($"{Path.GetFileName(assembly)} ended before it was ready.");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it wrote is thrown away with its database, so it needs no time to end well.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await rest;
        process.Dispose();
    }
}
