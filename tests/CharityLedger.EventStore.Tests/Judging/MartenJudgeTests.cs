using CharityLedger.Contracts;

namespace CharityLedger.EventStore.Tests.Judging;

/// <summary>An ordinary Marten program judges the ledger: it reads and follows what is there, and changes nothing.</summary>
public sealed class MartenJudgeTests(JudgedLedger ledger) : IClassFixture<JudgedLedger>
{
    /// <summary>SQLSTATE of what the database refuses, whoever asks.</summary>
    private const string Refused = "LG001";

    [Fact]
    public void Marten_reads_every_event_of_every_tenant_in_order() =>
        Assert.Equal(ledger.Log.Before.Select(e => e.Position), ledger.Read.Positions);

    [Fact]
    public void Marten_reads_every_type_of_event_that_can_be_stored()
    {
        Assert.Equal(EventTypes.All.Keys.Order(StringComparer.Ordinal), ledger.Read.Types.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ledger.Log.Before.CountBy(e => e.Type).ToDictionary(), ledger.Read.Types.ToDictionary());
    }

    [Fact]
    public void Marten_tells_the_tenants_apart()
    {
        Assert.Equal(ledger.Log.Before.CountBy(e => e.Tenant).ToDictionary(), ledger.Read.Tenants.ToDictionary());
        Assert.Equal(10_000 + 2_000 + 300, ledger.Read.ReceivedFen);
    }

    [Fact]
    public void Marten_aggregates_a_stream_live()
    {
        Assert.Equal((10_000, 1_500), (ledger.Read.Gift!.ReceivedFen, ledger.Read.Gift.RefundedFen));
        Assert.Equal((JudgedLedger.Gift, 2), (ledger.Read.Gift.Id, ledger.Read.Gift.Version));
    }

    [Fact]
    public void Marten_reads_who_acted_from_the_headers() => Assert.Equal(["accountant", "accountant"], ledger.Read.Users);

    [Fact]
    public void Martens_daemon_follows_with_a_projection_of_the_programs_own() =>
        Assert.Equal([("chunlei", 12_000, 2), ("general", 300, 1)], ledger.Followed.Select(s => (s.Id, s.GivenFen, s.Gifts)));

    [Theory]
    [InlineData("append")]
    [InlineData("appendAtVersion")]
    [InlineData("startStream")]
    [InlineData("archiveStream")]
    [InlineData("overwriteEvent")]
    [InlineData("bulkInsert")]
    [InlineData("deleteAll")]
    public void The_database_refuses_what_would_change_the_log(string attempt) =>
        Assert.Equal(Refused, ledger.Answers[attempt]);

    [Fact]
    public void The_log_is_what_it_was_after_every_attempt_to_change_it() => Assert.Equal(
        ledger.Log.Before.Select(e => (e.Position, e.Id, e.Stream, e.Version, Convert.ToHexString(e.Data.Span))),
        ledger.Log.After.Select(e => (e.Position, e.Id, e.Stream, e.Version, Convert.ToHexString(e.Data.Span))));
}
