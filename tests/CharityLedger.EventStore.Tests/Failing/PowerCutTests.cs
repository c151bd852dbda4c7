using System.Globalization;
using CharityLedger.EventStore.Embedded;
using CharityLedger.EventStore.Tests.Embedded;
using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Failing;

/// <summary>
/// A power cut, as the disk sees it: the blocks of a file system's image are copied while every process that writes to it
/// stands still, and the copy is what there is after the cut. What was not synced is not in it.
/// </summary>
public sealed class PowerCutTests
{
    private const int MegaBytes = 512;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_folder_whose_power_is_cut_right_after_its_first_start_starts_again_with_what_was_acknowledged()
    {
        var (disk, reason) = await LoopDisk.TryMountAsync(MegaBytes);
        Assert.SkipWhen(disk is null, reason);
        await using var before = disk;
        LoopDisk left;
        await using (var server = await StartAsync(before!.Folder))
        {
            await ServerFolder.ScalarAsync(server, "create table kept (n int)");
            await ServerFolder.ScalarAsync(server, "insert into kept values (7)");
            left = await before.CutAsync(await ProcessesAsync(server, before.Folder), () => { });
        }

        await using var mounted = left;
        await using var after = await StartAsync(left.Folder);
        Assert.Equal(7, await ServerFolder.ScalarAsync(after, "select n from kept"));
        Assert.Equal("on", await ServerFolder.ScalarAsync(after, "select current_setting('fsync')"));
        Assert.Equal("charityledger", await ServerFolder.ScalarAsync(after, "select current_setting('cluster_name')"));
    }

    [Fact]
    public async Task A_line_that_came_back_as_NUL_bytes_is_repaired_and_the_start_says_so()
    {
        var folder = new ServerFolder();
        await using var end = folder;
        await (await folder.StartAsync()).DisposeAsync();
        var path = Path.Combine(folder.Cluster, "postgresql.conf");
        var text = await File.ReadAllTextAsync(path, Ct);
        var line = text.LastIndexOf("\n# The ledger's settings", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text[..line] + new string('\0', text.Length - line), Ct);

        await using (var server = await folder.StartAsync())
            Assert.Equal("charityledger", await ServerFolder.ScalarAsync(server, "select current_setting('cluster_name')"));
        Assert.Equal(text, await File.ReadAllTextAsync(path, Ct));
        Assert.Contains(folder.Log, l => l.Contains("postgresql.conf was broken", StringComparison.Ordinal));
    }

    private static Task<EmbeddedPostgres> StartAsync(string folder) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(Path.Combine(folder, "data")), _ => { }, Ct);

    /// <summary>Every process of a server: the first, and its children.</summary>
    private static async Task<IReadOnlyCollection<int>> ProcessesAsync(EmbeddedPostgres server, string folder)
    {
        var children = await ServerFolder.ScalarAsync(server, """
            select string_agg(pid::text, ' ') from (select pid from pg_stat_activity where pid <> pg_backend_pid()) a
            """);
        var postmaster = await File.ReadAllLinesAsync(Path.Combine(folder, "data", "postgres", "cluster", "postmaster.pid"), Ct);
        return [.. ((string)children!).Split(' ').Prepend(postmaster[0]).Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
    }
}
