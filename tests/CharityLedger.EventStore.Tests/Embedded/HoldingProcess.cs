using System.Diagnostics;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Embedded;

/// <summary>Another process that holds a data folder like a host does, so that a test can kill it.</summary>
public sealed class HoldingProcess : IDisposable
{
    private readonly Process _process;

    private HoldingProcess(Process process) => _process = process;

    public static async Task<HoldingProcess> StartAsync(string data)
    {
        File.Delete(FolderHolder.ReadyFile(data));
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(HoldingProcess).Assembly.Location);
        string[] arguments = ["-explicit", "only", "-noLogo", "-reporter", "silent",
            "-method", $"{typeof(FolderHolder).FullName}.{nameof(FolderHolder.Holds_the_folder_until_its_input_ends)}"];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment[FolderHolder.DataVariable] = data;
        var holding = new HoldingProcess(Process.Start(start)!);
        await Eventually.HoldsAsync(
            () => File.Exists(FolderHolder.ReadyFile(data)), "the other process holds the folder");
        return holding;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _process.Dispose();
}

/// <summary>What the other process runs: a test that only runs when it is named.</summary>
public sealed class FolderHolder
{
    internal const string DataVariable = "CHARITYLEDGER_TEST_HOLD";

    /// <summary>It ends with its parent because then its input ends.</summary>
    [Fact(Explicit = true)]
    public static async Task Holds_the_folder_until_its_input_ends()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = Environment.GetEnvironmentVariable(DataVariable)!;
        using var host = HostLock.Take(data);
        await using var server = await EmbeddedPostgres.StartAsync(data, _ => { }, ct);
        await File.WriteAllTextAsync(ReadyFile(data), "", ct);
        await Console.In.ReadToEndAsync(ct);
    }

    internal static string ReadyFile(string data) => Path.Combine(data, "held");
}
