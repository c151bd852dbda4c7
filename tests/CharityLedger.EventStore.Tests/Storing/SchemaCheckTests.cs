using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Storing;

/// <summary>What is gone from the schema is found: a restore by other means may leave it out without a word.</summary>
public sealed class SchemaCheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ledger.mt_event_progression", "alter table ledger.mt_event_progression drop constraint pk_mt_event_progression")]
    [InlineData("charity.bucket", "alter table charity.bucket drop constraint bucket_pkey")]
    [InlineData("ledger.mt_events", "alter table ledger.mt_events drop constraint pkey_mt_events_seq_id")]
    [InlineData("ledger.mt_events", "drop index ledger.idx_mt_events_event_id")]
    [InlineData("ledger.mt_events", "alter table ledger.mt_events drop constraint fkey_mt_events_stream_id_tenant_id")]
    [InlineData("ledger.refuse_change", "drop trigger refuse_change on ledger.mt_events")]
    [InlineData("charity.form_key", "drop table charity.form_key")]
    public async Task What_is_missing_is_found(string where, string loss)
    {
        await using var database = await LedgerDatabase.CreateAsync();
        Assert.Empty(await SchemaCheck.RunAsync(database.Store, Ct));

        await database.RowsAsync(loss);

        Assert.Equal(where, Assert.Single(await SchemaCheck.RunAsync(database.Store, Ct)).Subject);
    }

    [Fact]
    public async Task An_index_that_somebody_added_is_no_fault()
    {
        await using var database = await LedgerDatabase.CreateAsync();

        await database.RowsAsync("create index mine on ledger.mt_events (timestamp)");

        Assert.Empty(await SchemaCheck.RunAsync(database.Store, Ct));
    }
}
