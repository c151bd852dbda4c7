using System.Diagnostics;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Cli;

public sealed class EmbeddedServerTests : IAsyncLifetime
{
    private readonly string _data = TestFolder.Create();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() =>
        await EmbeddedPostgres.RemoveUnusedAsync(_data, _ => { }, CancellationToken.None);

    [Fact]
    public async Task A_refused_command_stops_the_server_that_it_started()
    {
        var ct = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ledger.dll"), "balances"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CHARITYLEDGER_DATA"] = _data;

        using var command = Process.Start(start)!;
        var said = await Task.WhenAll(
            command.StandardOutput.ReadToEndAsync(ct), command.StandardError.ReadToEndAsync(ct));
        await command.WaitForExitAsync(ct);

        Assert.Contains("federation_unknown", string.Concat(said));
        Assert.True(File.Exists(Path.Combine(_data, "postgres", "cluster", "PG_VERSION")));
        Assert.False(File.Exists(Path.Combine(_data, "postgres", "cluster", "postmaster.pid")));
    }
}
