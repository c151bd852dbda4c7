using System.Diagnostics;
using System.Runtime.Versioning;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Embedded.ServerFolder;

namespace CharityLedger.EventStore.Tests.Embedded;

/// <summary>Each test starts from the same stopped server, so the folder is created once.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedPostgresTests(ServerFolder folder) : IClassFixture<ServerFolder>
{
    [Fact]
    public async Task The_server_runs_with_safe_settings()
    {
        string[] expected =
        [
            "fsync=on", "full_page_writes=on", "synchronous_commit=on", "data_checksums=on", "listen_addresses=",
            "unix_socket_permissions=0700", "server_encoding=UTF8", "lc_messages=C", "TimeZone=UTC",
            "max_connections=200",
        ];
        await using var server = await folder.StartAsync();

        foreach (var setting in expected)
        {
            var name = setting.Split('=')[0];
            Assert.Equal(setting, $"{name}={await ScalarAsync(server, $"select current_setting('{name}')")}");
        }
    }

    [Fact]
    public async Task A_throwaway_server_may_forget_durability()
    {
        await using var server = await folder.StartAsync(new EmbeddedPostgresOptions(folder.Data) { Durable = false });

        Assert.Equal("off", await ScalarAsync(server, "select current_setting('fsync')"));
    }

    [Fact]
    public async Task Text_is_ordered_by_code_point()
    {
        await using var server = await folder.StartAsync();

        var ordered = await ScalarAsync(server,
            "select string_agg(t, '' order by t) from unnest(array['b', 'A', '会', 'a', 'B', '一']) t");

        Assert.Equal("ABab一会", ordered);
    }

    [Fact]
    public async Task Only_the_owner_can_enter_the_folder_of_the_socket()
    {
        await using var server = await folder.StartAsync();

        var mode = File.GetUnixFileMode(Path.Combine(folder.Data, "postgres", "socket"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }

    [Fact]
    public async Task The_server_has_a_process_group_of_its_own_so_that_a_Ctrl_C_passes_it_by()
    {
        await using var server = await folder.StartAsync();

        Assert.Equal(folder.Pid(), await ProcessGroup.OfAsync(folder.Pid()!.Value));
    }

    [Fact]
    public async Task The_last_user_stops_the_server_and_no_one_before()
    {
        var first = await folder.StartAsync();
        var second = await folder.StartAsync();
        var third = await folder.StartAsync();
        Assert.Equal(first.ConnectionString, second.ConnectionString);

        await second.DisposeAsync();
        await first.DisposeAsync();
        Assert.True(await AnswersAsync(third));

        await third.DisposeAsync();
        Assert.False(await AnswersAsync(third));
        Assert.Null(folder.Pid());
    }

    [Fact]
    public async Task Starts_at_the_same_moment_end_in_one_server()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(folder.StartAsync)));

        Assert.All(await Task.WhenAll(servers.Select(AnswersAsync)), Assert.True);
        Assert.Single(servers.Select(s => s.ConnectionString).Distinct());

        await Task.WhenAll(servers.Select(s => Task.Run(async () => await s.DisposeAsync())));
        Assert.Null(folder.Pid());
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_stop()
    {
        await using (var server = await folder.StartAsync())
            await ScalarAsync(server, "create table kept as select 42 as n");

        await using var again = await folder.StartAsync();

        Assert.Equal(42, await ScalarAsync(again, "select n from kept"));
    }

    [Fact]
    public async Task A_killed_server_is_started_again_while_somebody_uses_it()
    {
        await using var server = await folder.StartAsync();
        await ScalarAsync(server, "create table survivor as select 7 as n");
        var killed = folder.Pid();

        await folder.KillServerAsync();

        await Eventually.HoldsAsync(async () => folder.Pid() != killed && await AnswersAsync(server), "a new server");
        Assert.Equal(7, await ScalarAsync(server, "select n from survivor"));
        Assert.Contains(folder.Log, line => line.Contains($"PostgreSQL (process {killed}) has ended"));
    }

    [Fact]
    public async Task Killing_it_again_and_again_is_survived_by_all_its_users()
    {
        await using var one = await folder.StartAsync();
        await using var other = await folder.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var killed = folder.Pid();
            await folder.KillServerAsync();
            await Eventually.HoldsAsync(
                async () => folder.Pid() is { } pid && pid != killed
                    && await AnswersAsync(one) && await AnswersAsync(other),
                "a new server");
        }
    }

    [Fact]
    public async Task The_next_server_waits_for_a_session_that_outlives_the_killed_one()
    {
        await using var server = await folder.StartAsync();
        // It never looks up, so it doesn't notice that its server is gone.
        var busy = ScalarAsync(server, "do $$ begin loop end loop; end $$");
        object? session = null;
        const string findBusy = "select pid from pg_stat_activity where query like 'do %'";
        await Eventually.HoldsAsync(
            async () => (session = await ScalarAsync(server, findBusy)) is int, "the session is busy");

        await folder.KillServerAsync();

        await Eventually.HoldsAsync(
            () => folder.Log.Any(line => line.StartsWith("Waiting for an earlier", StringComparison.Ordinal)),
            "a start that has to wait");
        Process.GetProcessById((int)session!).Kill();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => busy);
        await Eventually.HoldsAsync(() => AnswersAsync(server), "a new server");
    }

    [Fact]
    public async Task A_setting_that_PostgreSQL_refuses_is_named()
    {
        var own = Path.Combine(folder.Cluster, "postgresql.auto.conf");
        await using (await folder.StartAsync())
        {
        }
        var before = await File.ReadAllTextAsync(own, TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(own, "max_connections = many\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(folder.StartAsync);

        await File.WriteAllTextAsync(own, before, TestContext.Current.CancellationToken);
        Assert.Equal("postgres_start_failed", refused.Code);
        Assert.Contains("max_connections", refused.Message);
    }
}
