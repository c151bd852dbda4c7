using CharityLedger.EventStore.Backups;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Server.Backups;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Backups;

/// <summary>Where a ledger is brought back to, and what a failure leaves.</summary>
public sealed class RestoreTests(BackedUp backedUp) : IClassFixture<BackedUp>
{
    private readonly Vault vault = backedUp.Vault;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Into_a_folder_that_is_not_there_yet_with_a_PostgreSQL_of_its_own()
    {
        var folder = Path.Combine(vault.Folder, "new");
        var restored = (await vault.RestoreAsync(["--data", folder])).Done();
        Assert.Contains("ledger.mt_events: ", restored.Error, StringComparison.Ordinal);
        await using (var host = await HostProcess.StartAsync(folder))
        {
            Assert.Contains("This ledger is a copy (restored", host.Output, StringComparison.Ordinal);
            Assert.Equal(0, await host.StopAsync());
        }

        Assert.True(await EmbeddedPostgres.RemoveUnusedAsync(folder, _ => { }, Ct));
    }

    [Fact]
    public async Task Files_go_to_the_place_that_is_named_now_which_has_to_be_empty()
    {
        var files = "folder:" + Path.Combine(vault.Folder, "files");
        var (there, again) = (await vault.EmptyAsync(), await vault.EmptyAsync());
        var restored = await Run(there.ConnectionString, files).RunAsync(PassphraseAsync, Ct);
        Assert.Empty(restored.Check.Findings);
        Assert.Equal(0, await there.ScalarAsync<long>("select count(*) from charity.file"));
        Assert.EndsWith(files, await there.ScalarAsync<string>("select value::text from charity.installation where name = 'files'"),
            StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<BackupException>(() => Run(again.ConnectionString, files).RunAsync(PassphraseAsync, Ct));
        Assert.Equal(BackupException.NotEmpty, refused.Code);
        await AssertUntouchedAsync(again.ScalarAsync<long>);
    }

    [Fact]
    public async Task A_failure_takes_away_what_was_made()
    {
        var empty = await vault.EmptyAsync();
        var run = Run(empty.ConnectionString, "database", new Fails("ledger.mt_events"));
        await Assert.ThrowsAsync<IOException>(() => run.RunAsync(PassphraseAsync, Ct));
        await AssertUntouchedAsync(empty.ScalarAsync<long>);

        var folder = Path.Combine(vault.Folder, "failed");
        run = Run(null, "database", new Fails("ledger.mt_events"), folder);
        await Assert.ThrowsAsync<IOException>(() => run.RunAsync(PassphraseAsync, Ct));
        Assert.False(Directory.Exists(folder));
    }

    private static async Task AssertUntouchedAsync(Func<string, Task<long>> ask) =>
        Assert.Equal(0, await ask("select count(*) from pg_namespace where nspname ~ '^(ledger|charity)'"));

    private static Task<string> PassphraseAsync() => Task.FromResult("correct horse battery staple");

    private RestoreRun Run(string? connection, string files, IProgress<BackupProgress>? progress = null, string? folder = null) =>
        new(vault.Backup, new LedgerHostOptions
        {
            Connection = connection, DataFolder = folder ?? vault.Restored, Files = files,
        }, progress ?? new Fails(""));

    /// <summary>Fails when it hears of a step, as a disk does.</summary>
    private sealed class Fails(string at) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value)
        {
            if (value.Step == at) throw new IOException("The disk is full.");
        }
    }
}
