using System.Diagnostics;
using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Failing;

public sealed class DiskFullTests
{
    [Fact(Timeout = Patience)]
    public async Task A_full_disk_is_said_clearly_loses_nothing_and_is_over_when_there_is_room()
    {
        await using var database = await LedgerDatabase.CreateAsync(durable: true);
        await using var disk = await SmallDisk.MountAsync();
        await using var core = database.Open();
        await database.RowsAsync($"create tablespace {disk.Name} location '{disk.Folder}'");
        try
        {
            await database.RowsAsync($"alter table ledger.mt_events set tablespace {disk.Name}");
            var appended = await FillAsync(core);
            var full = Command("full", [Write("gift-full", ExpectedVersion.NoStream, Json(Large, In("a", 1)))]);

            var error = await Assert.ThrowsAsync<LedgerUnavailableException>(() => core.DoAsync(full));
            Assert.True(error.IsDiskFull);
            Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
            Assert.NotNull(core.Hindrance);
            Assert.Equal(appended, (await database.LogAsync()).Select(e => e.Headers.Key!));

            await disk.GrowAsync();
            Assert.Equal(appended.Count + 1, Assert.IsType<AppendResult.Appended>(await core.DoAsync(full)).First);
            Assert.Null(core.Hindrance);
            Assert.Equal(appended.Count + 1L, await database.ScalarAsync<long>("select in_total from charity.bucket"));
        }
        finally
        {
            await database.RowsAsync("alter table ledger.mt_events set tablespace pg_default");
            await database.RowsAsync($"drop tablespace {disk.Name}");
        }
    }

    [Fact(Timeout = Patience)]
    public async Task Before_the_disk_is_full_writing_is_refused_reading_goes_on_and_writing_resumes_by_itself()
    {
        await using var database = await LedgerDatabase.CreateAsync(durable: true);
        await using var disk = await SmallDisk.MountAsync();
        await database.RowsAsync($"create tablespace {disk.Name} location '{disk.Folder}'");
        try
        {
            await database.RowsAsync($"alter table ledger.mt_events set tablespace {disk.Name}");
            var room = new ServerDisk(4 * ServerDisk.MiB);
            await room.LookAsync(database.Source, Ct);
            Assert.True(room.IsSeen);
            await using var core = database.Open(options: new LedgerCoreOptions { Disk = room });
            Assert.Null(core.Hindrance);
            var appended = await FillAsync(core);

            Assert.InRange(new DriveInfo(disk.Folder).AvailableFreeSpace, 3 * ServerDisk.MiB, 4 * ServerDisk.MiB);
            var full = Command("full", [Write("gift-full", ExpectedVersion.NoStream, Json(Large, In("a", 1)))]);
            var error = await Assert.ThrowsAsync<LedgerUnavailableException>(() => core.DoAsync(full));
            Assert.StartsWith("Less than 4 MiB would be free", error.Message, StringComparison.Ordinal);
            Assert.Equal(error.Message, core.Hindrance);
            Assert.Equal(appended, (await database.LogAsync()).Select(e => e.Headers.Key!));

            await disk.GrowAsync();
            Assert.Null(core.Hindrance);
            Assert.Equal(appended.Count + 1, Assert.IsType<AppendResult.Appended>(await core.DoAsync(full)).First);
        }
        finally
        {
            await database.RowsAsync("alter table ledger.mt_events set tablespace pg_default");
            await database.RowsAsync($"drop tablespace {disk.Name}");
        }
    }

    [Fact(Timeout = Patience)]
    public async Task A_disk_whose_server_is_not_proven_to_be_this_one_is_not_seen_and_refuses_nothing()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var stranger = $"stranger_{Guid.NewGuid():N}";
        await database.RowsAsync($"create role {stranger} login");
        try
        {
            // What may not be asked for isn't known.
            var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = stranger };
            await using var source = NpgsqlDataSource.Create(connection);
            var room = new ServerDisk(long.MaxValue);
            await room.LookAsync(source, Ct);
            Assert.False(room.IsSeen);
            Assert.False(room.IsLow);
            await room.LookAsync(database.Source, Ct);
            Assert.True(room.IsLow);
        }
        finally
        {
            await database.RowsAsync($"drop role {stranger}");
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Large { get; } =
        "\"" + string.Concat(Enumerable.Range(0, 1_200).Select(i => Guid.NewGuid().ToString("N"))) + "\"";

    private static async Task<List<string>> FillAsync(LedgerCore core)
    {
        var keys = new List<string>();
        while (true)
        {
            var key = $"gift {keys.Count}";
            var answer = await Answer.OfAsync(
                core.DoAsync(Command(key, [Write("gift-" + key, ExpectedVersion.NoStream, Json(Large, In("a", 1)))])));
            if (answer.Error is LedgerUnavailableException { IsDiskFull: true }) return keys;
            Assert.Null(answer.Error);
            keys.Add(key);
        }
    }

    /// <summary>A file system of eight megabytes in memory, for a tablespace.</summary>
    private sealed class SmallDisk(string name, string folder) : IAsyncDisposable
    {
        public string Name => name;

        public string Folder { get; } = Path.Combine(folder, "tablespace");

        public static async Task<SmallDisk> MountAsync()
        {
            var name = $"small_{Guid.NewGuid():N}";
            var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), name)).FullName;
            var error = await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder);
            if (error is not null)
            {
                Directory.Delete(folder);
                Assert.Skip($"No file system can be mounted here: {error}");
            }

            var disk = new SmallDisk(name, folder);
            Directory.CreateDirectory(disk.Folder);
            // The server's user, whoever that is, owns the tablespace and reaches it through the folder above.
            Assert.Null(await RunAsync("chmod", "755", folder));
            if (Environment.UserName == "root") Assert.Null(await RunAsync("chown", "postgres", disk.Folder));
            return disk;
        }

        public async Task GrowAsync() => Assert.Null(await RunAsync("mount", "-o", "remount,size=64m", folder));

        public async ValueTask DisposeAsync()
        {
            Assert.Null(await RunAsync("umount", "-l", folder));
            Directory.Delete(folder);
        }

        private static async Task<string?> RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : error.Trim();
        }
    }
}
