using System.Diagnostics;
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
        await using var disks = await Disks.MountAsync();
        await using (var server = await StartAsync(disks.Before))
        {
            await ServerFolder.ScalarAsync(server, "create table kept (n int)");
            await ServerFolder.ScalarAsync(server, "insert into kept values (7)");
            await disks.CutAsync(server);
        }

        await using var after = await StartAsync(disks.After);
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

    /// <summary>A file system in an image, mounted, and what is left of it after the cut.</summary>
    private sealed class Disks(string folder) : IAsyncDisposable
    {
        private string Image => Path.Combine(folder, "before.img");

        private string Copy => Path.Combine(folder, "after.img");

        public string Before => Path.Combine(folder, "before");

        public string After => Path.Combine(folder, "after");

        /// <summary>Skips the test where no image can be mounted, such as without root.</summary>
        public static async Task<Disks> MountAsync()
        {
            var disks = new Disks(TestFolder.Create());
            Directory.CreateDirectory(disks.Before);
            Directory.CreateDirectory(disks.After);
            await using (var image = File.Create(disks.Image)) image.SetLength(MegaBytes * 1024L * 1024);
            if (await RunAsync("mkfs.ext4", "-q", disks.Image) is { } noExt4) Assert.Skip("No ext4 can be made: " + noExt4);
            if (await RunAsync("mount", "-o", "loop", disks.Image, disks.Before) is { } noLoop) Assert.Skip("No image can be mounted: " + noLoop);
            return disks;
        }

        /// <summary>Stops every process of the server, copies the blocks, and lets them go on.</summary>
        public async Task CutAsync(EmbeddedPostgres server)
        {
            var backends = await ServerFolder.ScalarAsync(server, """
                select string_agg(pid::text, ' ') from (select pid from pg_stat_activity where pid <> pg_backend_pid()) a
                """);
            var postmaster = (await File.ReadAllLinesAsync(Path.Combine(Before, "data", "postgres", "cluster", "postmaster.pid"), Ct))[0];
            string[] all = [postmaster, .. ((string)backends!).Split(' ')];
            Assert.Null(await RunAsync("kill", ["-STOP", .. all]));
            Assert.Null(await RunAsync("cp", Image, Copy));
            Assert.Null(await RunAsync("kill", ["-CONT", .. all]));
            Assert.Null(await RunAsync("mount", "-o", "loop", Copy, After));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var mounted in new[] { Before, After }) await RunAsync("umount", mounted);
            Directory.Delete(folder, recursive: true);
        }

        /// <summary>What a program complains of; null where it succeeded.</summary>
        private static async Task<string?> RunAsync(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                var said = await process.StandardError.ReadToEndAsync();
                await process.WaitForExitAsync();
                return process.ExitCode == 0 ? null : said.Trim();
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                return e.Message;
            }
        }
    }
}
