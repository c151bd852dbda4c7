using System.Diagnostics;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>Starting and stopping the host as a process.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_folder_has_one_host_which_stops_cleanly_and_starts_again_after_any_end()
    {
        await using var folder = new ServerFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        await using (var second = HostProcess.Launch(folder.Path))
        {
            Assert.Equal(1, await second.ExitAsync());
            Assert.Contains("already serves the data folder", second.Output, StringComparison.Ordinal);
        }

        Assert.True(folder.HasPostgres);
        Assert.Equal(0, await host.StopAsync("TERM"));
        Assert.False(folder.HasPostgres);
        Assert.Empty(ProcessesIn(folder.Path));

        await using var killed = await HostProcess.StartAsync(folder.Path);
        using var operate = new Api(await killed.Address, await folder.TokenAsync("*"));
        (await operate.PostAsync("federations", new { name = "江城市慈善总会", federation = "city" })).Accepted();
        await killed.KillAsync();
        Assert.True(folder.HasPostgres);

        await using var last = await HostProcess.StartAsync(folder.Path);
        using var api = new Api(await last.Address, await folder.TokenAsync("city"));
        (await api.PostAsync("gifts", City.Gift(1))).Accepted();
        await Books.CheckAsync(folder.ConnectionString);
        Assert.Equal(0, await last.StopAsync("INT"));
        Assert.False(folder.HasPostgres);
        Assert.Empty(ProcessesIn(folder.Path));
    }

    [Theory]
    [InlineData("--color", "Unknown argument --color")]
    [InlineData("--data", "--data needs a value")]
    public async Task Wrong_arguments_are_told_with_the_usage_and_exit_code_two(string argument, string said)
    {
        await using var host = HostProcess.Launch(Path.GetTempPath(), null, argument);
        Assert.Equal(2, await host.ExitAsync());
        Assert.Contains(said, host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_or_of_another_key_is_told_and_no_defect()
    {
        var elsewhere = Directory.CreateTempSubdirectory("charityledger-key-");
        await using var host = await TestHost.StartAsync();
        await using (var wrong = HostProcess.Launch(elsewhere.FullName, null, "--connection", host.Database.ConnectionString))
        {
            Assert.Equal(1, await wrong.ExitAsync());
            Assert.Contains("belongs to another master key", wrong.Output, StringComparison.Ordinal);
            // A key made now would pass for the right one, and stand in its way.
            Assert.False(File.Exists(Path.Combine(elsewhere.FullName, "master.key")));
        }

        await using var nowhere = HostProcess.Launch(elsewhere.FullName, null, "--connection", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=5");
        Assert.Equal(1, await nowhere.ExitAsync());
        Assert.Contains(nowhere.Output.Split('\n'), l => l.StartsWith("CharityLedger could not start", StringComparison.Ordinal));
        elsewhere.Delete(recursive: true);
    }

    [Fact]
    public async Task A_host_whose_database_dies_as_it_is_told_to_stop_stops_and_leaves_nothing_running()
    {
        await using var folder = new ServerFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        folder.KillPostgres();
        Assert.Equal(0, await host.StopAsync());
        Assert.Empty(ProcessesIn(folder.Path));
    }

    /// <summary>Processes that name the folder in their command line, as the host and PostgreSQL do.</summary>
    private static List<string> ProcessesIn(string folder)
    {
        var found = new List<string>();
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                try
                {
                    var line = File.ReadAllText($"/proc/{process.Id}/cmdline").Replace('\0', ' ');
                    if (line.Contains(folder, StringComparison.Ordinal)) found.Add(line);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It ended while we looked.
                }
            }
        }

        return found;
    }
}
