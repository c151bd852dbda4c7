using System.Diagnostics;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Embedded;

public sealed class RemoveUnusedTests
{
    [Fact]
    public async Task A_folder_is_kept_while_somebody_uses_it_and_removed_with_its_server_when_that_one_was_killed()
    {
        await using var folder = new ServerFolder();
        using var host = await HoldingProcess.StartAsync(folder.Data);
        var pid = folder.Pid()!.Value;

        Assert.False(await RemoveAsync(folder));
        Assert.Equal(pid, folder.Pid());

        await host.KillAsync();
        Assert.True(await RemoveAsync(folder));
        Assert.False(Directory.Exists(folder.Data));
        await Eventually.HoldsAsync(() => Process.GetProcesses().All(p => p.Id != pid), "the server is gone");
    }

    [Fact]
    public async Task A_folder_that_is_no_data_folder_is_kept()
    {
        await using var folder = new ServerFolder();

        Assert.False(await RemoveAsync(folder));

        Assert.True(Directory.Exists(folder.Data));
    }

    private static Task<bool> RemoveAsync(ServerFolder folder) =>
        EmbeddedPostgres.RemoveUnusedAsync(folder.Data, _ => { }, TestContext.Current.CancellationToken);
}
