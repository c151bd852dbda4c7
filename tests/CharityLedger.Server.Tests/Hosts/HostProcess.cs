using System.Collections.Concurrent;
using System.Diagnostics;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Tests.Hosts;

/// <summary>The real host, as a process of its own, which tests may stop and kill.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const string Ready = "CharityLedger is ready at ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;

    private HostProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        // It ended without having been ready: whoever waits for that hears why.
        _ = reading.ContinueWith(_ => ready.TrySetException(new InvalidOperationException($"The host ended: {Output}")), TaskScheduler.Default);
    }

    public int Pid => process.Id;

    /// <summary>Everything it printed, on either stream.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Its address, once it is ready; faulted where it ends before.</summary>
    public Task<Uri> Address => ready.Task.WaitAsync(Patience);

    /// <summary>Starts a host on a data folder; it isn't ready yet.</summary>
    public static HostProcess Launch(string folder, IReadOnlyDictionary<string, string>? environment = null, params string[] more)
    {
        // A test program in the background of a script ignores Ctrl-C, and so would its children.
        var start = new ProcessStartInfo("env")
        {
            ArgumentList = { "--default-signal=INT", "dotnet", typeof(LedgerHost).Assembly.Location, "--port", "0", "--no-demo", "--data", folder },
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in more) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Starts a host and waits until it is ready.</summary>
    public static async Task<HostProcess> StartAsync(string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var host = Launch(folder, environment);
        try
        {
            await host.Address;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kill -9: it gets no chance to put anything in order.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Lets it run for a while. It must not end by itself.</summary>
    public async Task RunForAsync(TimeSpan time)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(time);
        }
        catch (TimeoutException)
        {
            return;
        }

        Assert.Fail($"The host ended by itself: {Output}");
    }

    /// <summary>Sends a signal that asks it to stop, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        using (var kill = Process.Start("sh", ["-c", $"kill -{signal} {Pid}"])) await kill.WaitForExitAsync();
        return await ExitAsync();
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        await reading;
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        await reading;
        process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            output.Enqueue(line);
            if (line.StartsWith(Ready, StringComparison.Ordinal)) ready.TrySetResult(new Uri(line[Ready.Length..]));
        }
    }
}
