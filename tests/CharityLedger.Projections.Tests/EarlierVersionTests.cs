using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Journal;
using Npgsql;

namespace CharityLedger.Projections.Tests;

/// <summary>
/// A log that version 0.1.0 wrote, as it stands in the database, and the journal that it gave there: today's code must give the
/// same books. The files were written by that version and are never changed.
/// </summary>
public sealed class EarlierVersionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_of_version_0_1_0_gives_the_same_books()
    {
        await using var ledger = await Ledger.StartAsync(follow: false);
        await RestoreAsync(ledger);
        await ledger.Engine.StartAsync(Ct);

        var lines = await ledger.RowsAsync("""
            select position || ' ' || line || ' ' || account || ' ' || bucket || ' ' || debit || ' ' || credit
            from journal.line order by position, line
            """);
        Assert.Equal(Lines("journal-0.1.0.txt"), lines.Select(l => (string)l[0]!));

        foreach (var tenant in new[] { "jiangcheng", "linhe" })
        {
            var trial = await new JournalQuery(ledger.Database).TrialBalanceAsync(tenant, ct: Ct);
            Assert.Equal(0, trial.Sum(a => a.BalanceFen));
            var buckets = await new BalancesQuery(ledger.Database).BucketsAsync(tenant, Ct);
            Assert.Equal(buckets.Sum(b => b.Figures.LeftFen),
                trial.Where(a => a.Account is "1001" or "1002" or "1009").Sum(a => a.BalanceFen));
        }

        Assert.Empty(await ledger.RowsAsync(
            "select 1 from journal.voucher group by tenant, book, month having max(number) <> count(*)"));
    }

    private static async Task RestoreAsync(Ledger ledger)
    {
        await using var connection = await ledger.Database.OpenConnectionAsync(Ct);
        await using var free = new NpgsqlCommand("set session_replication_role = replica", connection);
        await free.ExecuteNonQueryAsync(Ct);
        await using var command = new NpgsqlCommand("""
            with stored as (select e::jsonb as e from unnest($1::text[]) as e), streams as (
                insert into ledger.mt_streams (tenant_id, id, version)
                select e ->> 'tenant', e ->> 'stream', max((e ->> 'version')::bigint) from stored group by 1, 2)
            insert into ledger.mt_events (seq_id, id, tenant_id, stream_id, version, type, data, headers, timestamp)
            select (e ->> 'position')::bigint, gen_random_uuid(), e ->> 'tenant', e ->> 'stream', (e ->> 'version')::bigint,
                e ->> 'type', e -> 'data', e -> 'headers', '2026-11-22' from stored
            """, connection);
        command.Parameters.AddWithValue(Lines("log-0.1.0.jsonl"));
        Assert.True(await command.ExecuteNonQueryAsync(Ct) > 100);
    }

    private static string[] Lines(string fixture)
    {
        using var stream = typeof(EarlierVersionTests).Assembly.GetManifestResourceStream(fixture)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }
}
