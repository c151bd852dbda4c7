using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Storing;

public sealed class PlanTests
{
    [Fact]
    public async Task No_append_scans_a_table_however_small_it_was_when_the_statement_was_planned()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using (var core = database.Open())
            await core.DoAsync(Command("small", In("bucket", 1)) with { DonorKeys = [new DonorKey("donor", [1])] });
        await database.RowsAsync("vacuum analyze ledger.mt_streams, ledger.mt_events, charity.bucket, charity.donor_key");
        var before = await ScansAsync(database);
        await using (var core = database.Open())
        {
            for (var i = 0; i < 10; i++)
            {
                // A new bucket is loaded; a known one isn't. The last command is large enough for COPY.
                await core.DoAsync(Command($"loaded {i}", [Write("fund-1", ExpectedVersion.Any, Event(In($"bucket {i}", 1)))]));
                await core.DoAsync(Command($"known {i}", In($"bucket {i}", 1)) with { DonorKeys = [new DonorKey($"donor {i}", [1])] });
                await core.DoAsync(Command($"known {i}", In($"bucket {i}", 1)));
            }

            var large = Enumerable.Range(0, 1_000)
                .Select(i => Write($"gift-{i}", ExpectedVersion.NoStream, Event(In("bucket 0", 1))));
            await core.DoAsync(Command("large", [.. large]));
        }

        // A session hands its counts over when it ends.
        while ((await ScansAsync(database)).Sum(t => t.ByIndex) == before.Sum(t => t.ByIndex))
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        Assert.Equal(before.Select(t => (t.Table, t.Whole)), (await ScansAsync(database)).Select(t => (t.Table, t.Whole)));
    }

    private static async Task<List<(string Table, long Whole, long ByIndex)>> ScansAsync(LedgerDatabase database) =>
        [.. (await database.RowsAsync("""
            select relid::regclass::text, seq_scan, idx_scan from pg_stat_user_tables
            where relname in ('mt_streams', 'mt_events', 'bucket', 'donor_key') order by 1
            """)).Select(r => ((string)r[0]!, (long)r[1]!, (long)r[2]!))];
}
