using CharityLedger.EventStore.Embedded;
using static CharityLedger.EventStore.Tests.Embedded.ServerFolder;

namespace CharityLedger.EventStore.Tests.Embedded;

/// <summary>Each test leaves no host, but may leave a server, which the next test's host adopts.</summary>
public sealed class KilledHostTests(ServerFolder folder) : IClassFixture<ServerFolder>
{
    [Fact]
    public async Task The_server_of_a_killed_host_is_adopted_and_then_stopped_by_the_next_one()
    {
        using var host = await HoldingProcess.StartAsync(folder.Data);
        var orphan = folder.Pid();
        await host.KillAsync();

        using var nextHost = HostLock.Take(folder.Data);
        await using (var next = await folder.StartAsync())
        {
            Assert.True(await AnswersAsync(next));
            Assert.Equal(orphan, folder.Pid());
        }
        Assert.Null(folder.Pid());
    }

    [Fact]
    public async Task A_command_shares_the_host_s_server_and_leaves_it_running()
    {
        using var host = await HoldingProcess.StartAsync(folder.Data);
        var pid = folder.Pid();

        var command = await folder.StartAsync();
        await command.DisposeAsync();

        Assert.True(await AnswersAsync(command));
        Assert.Equal(pid, folder.Pid());
        await host.KillAsync();
    }

    [Fact]
    public async Task After_both_the_host_and_the_server_were_killed_the_next_start_recovers()
    {
        using var host = await HoldingProcess.StartAsync(folder.Data);
        await host.KillAsync();
        await folder.KillServerAsync();

        await using var next = await folder.StartAsync();

        Assert.True(await AnswersAsync(next));
    }

    [Fact]
    public async Task A_second_host_is_refused_until_the_first_is_gone()
    {
        using var host = await HoldingProcess.StartAsync(folder.Data);

        var refused = Assert.Throws<EmbeddedPostgresException>(() => HostLock.Take(folder.Data));

        Assert.Equal("data_folder_in_use", refused.Code);
        Assert.Contains(folder.Data, refused.Message);
        await host.KillAsync();
        HostLock.Take(folder.Data).Dispose();
    }
}
