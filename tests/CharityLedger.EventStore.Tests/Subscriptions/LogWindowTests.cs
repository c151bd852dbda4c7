using System.Collections.Frozen;
using CharityLedger.EventStore.Subscriptions;
using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Subscriptions;

public sealed class LogWindowTests
{
    private static readonly FrozenSet<string> Gifts = FrozenSet.Create("gift_received");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_second_gets_the_same_events_without_asking_the_database()
    {
        await using var ledger = await LedgerOfTenAsync();
        var window = new LogWindow();
        await using var connection = new NpgsqlConnection(ledger.ConnectionString);
        await connection.OpenAsync(Ct);
        var first = await window.ReadAsync(connection, 0, 10, null, Ct);
        Assert.Equal(Enumerable.Range(1, 10).Select(p => (long)p), first.Select(e => e.Position));
        await using var closed = new NpgsqlConnection(ledger.ConnectionString);
        Assert.All((await window.ReadAsync(closed, 0, 10, Gifts, Ct)).Zip(first), p => Assert.Same(p.Second, p.First));
        Assert.Equal([4L, 5, 6], (await window.ReadAsync(closed, 3, 6, null, Ct)).Select(e => e.Position));
        Assert.Empty(await window.ReadAsync(closed, 3, 6, FrozenSet.Create("payment_made"), Ct));
    }

    [Fact]
    public async Task Where_reading_fails_the_next_one_reads_for_itself()
    {
        await using var ledger = await LedgerOfTenAsync();
        var window = new LogWindow();
        await using var connection = new NpgsqlConnection(ledger.ConnectionString);
        await Assert.ThrowsAsync<InvalidOperationException>(() => window.ReadAsync(connection, 0, 10, null, Ct));
        await connection.OpenAsync(Ct);
        Assert.Equal(10, (await window.ReadAsync(connection, 0, 10, null, Ct)).Count);
    }

    [Fact]
    public async Task A_page_that_lacks_an_event_is_no_page()
    {
        await using var ledger = await LedgerOfTenAsync();
        await ledger.TamperAsync("delete from ledger.mt_events where seq_id = 5");
        await using var connection = new NpgsqlConnection(ledger.ConnectionString);
        await connection.OpenAsync(Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => new LogWindow().ReadAsync(connection, 0, 10, null, Ct));
    }

    private static async Task<LedgerDatabase> LedgerOfTenAsync()
    {
        var ledger = await LedgerDatabase.CreateAsync();
        await using var core = ledger.Open();
        for (var i = 0; i < 10; i++) Assert.IsType<AppendResult.Appended>(await core.DoAsync(Sample.Command($"k{i}")));
        return ledger;
    }
}
