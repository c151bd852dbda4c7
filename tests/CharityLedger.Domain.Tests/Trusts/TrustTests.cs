using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Trusts;

namespace CharityLedger.Domain.Tests.Trusts;

/// <summary>Decisions about a trust, of its state alone.</summary>
public sealed class TrustTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly DonorRef Settlor = new("s1", DonorKind.Organisation, DonorNaming.Full, null);

    [Theory]
    [InlineData(TrustRole.Trustee, null, null)]
    [InlineData(TrustRole.Trustee, "某信托公司", RefusalCode.TrusteeInvalid)]
    [InlineData(TrustRole.Settlor, "某信托公司", null)]
    [InlineData(TrustRole.ProjectManager, null, RefusalCode.TrusteeInvalid)]
    public void A_trust_has_one_trustee(TrustRole role, string? trustee, RefusalCode? refused) =>
        Assert.Equal(refused, Establish(role: role, trustee: trustee).Refusal?.Code);

    /// <summary>Charity Law art. 46, in force as amended from 2024-09-05.</summary>
    [Theory]
    [InlineData("江城市困难职工", null)]
    [InlineData("远山公司困难职工", RefusalCode.InterestedParty)]
    [InlineData("江城市慈善总会会员", RefusalCode.InterestedParty)]
    public void A_scope_names_no_settlor_and_no_trustee(string scope, RefusalCode? refused)
    {
        Assert.Equal(refused, Establish(scope: scope).Refusal?.Code);
        Assert.Null(Establish(scope: scope, on: new DateOnly(2024, 9, 4)).Refusal);
    }

    [Fact]
    public void A_payee_is_no_settlor_either_and_an_erased_one_is_not_known()
    {
        var wanted = new TrustDistributed("t", "d", "远山公司", "助学", 1, Day);
        Assert.Equal(RefusalCode.InterestedParty, Distribute(wanted, ["远山公司"]).Refusal?.Code);
        Assert.Null(Distribute(wanted, []).Refusal);
        Assert.Null(Distribute(wanted with { Payee = "远处学校" }, ["远"]).Refusal);
    }

    [Theory]
    [InlineData(TrustRole.Trustee, false)]
    [InlineData(TrustRole.ProjectManager, false)]
    [InlineData(TrustRole.Settlor, true)]
    public void Own_money_goes_into_a_trust_only_where_the_federation_is_its_settlor(TrustRole role, bool may)
    {
        var refusal = TrustMoney.Fund(State() with { Role = role }, new TrustFunded("t", "c", Bucket.General, 1, Day), Day).Refusal;
        Assert.Equal(may ? null : RefusalCode.TrustSegregation, refusal?.Code);
    }

    [Fact]
    public void Property_of_a_living_trust_goes_nowhere_else_and_an_ended_one_takes_nothing()
    {
        var residue = new TrustResidueTransferred("t", "r", Bucket.Of("a"), "批准", 1, Day);
        var ended = State() with { TerminatedOn = Day };
        Assert.Equal(RefusalCode.TrustSegregation, TrustMoney.HandOn(State(), residue, null, Day).Refusal?.Code);
        Assert.Null(TrustMoney.HandOn(ended, residue, null, Day).Refusal);
        Assert.Equal(RefusalCode.SameBucket, TrustMoney.HandOn(ended, residue with { To = Bucket.OfTrust("t") }, ended, Day).Refusal?.Code);
        Assert.Equal(RefusalCode.TrustEnded, TrustMoney.HandOn(ended, residue with { To = Bucket.OfTrust("u") }, ended with { Id = "u" }, Day).Refusal?.Code);
        Assert.Equal(RefusalCode.TrustEnded,
            TrustMoney.Contribute(ended, new TrustContributionReceived("t", "c", "s1", 1, Day), Day).Refusal?.Code);
        Assert.Equal(RefusalCode.TrustEnded, Distribute(new TrustDistributed("t", "d", "某校", "助学", 1, Day), [], ended).Refusal?.Code);
    }

    /// <summary>domain.md part 5, a draft: 3 / 4 / 5 / 6% at ≥10m / 5-10m / 1-5m / &lt;1m yuan; a band includes its lower bound.</summary>
    [Theory]
    [InlineData(99_999_999, 6_000_000, "trust.spend_floor.1")]
    [InlineData(100_000_000, 5_000_000, "trust.spend_floor.2")]
    [InlineData(499_999_999, 25_000_000, "trust.spend_floor.2")]
    [InlineData(500_000_000, 20_000_000, "trust.spend_floor.3")]
    [InlineData(1_000_000_000, 30_000_000, "trust.spend_floor.4")]
    [InlineData(1, 1, "trust.spend_floor.1")]
    [InlineData(0, 0, "trust.spend_floor.1")]
    public void The_floor_falls_with_the_net_assets_of_the_year_before(long netAssets, long floor, string row)
    {
        var spending = SpendFloor.Of(2026, netAssets, floor - 1, Policy.Default)!;
        Assert.Equal((floor, row, false), (spending.FloorFen, spending.Row.Id, spending.IsMet));
        Assert.False(spending.IsApplied);
        Assert.True((spending with { SpentFen = floor }).IsMet);
        Assert.Null(SpendFloor.Of(2023, netAssets, 0, Policy.Default));
    }

    [Fact]
    public void A_floor_binds_where_the_federation_sets_the_draft_in_force()
    {
        var set = new Policy(null, [new PolicyRowSet("trust.spend_floor.1", "7", true, Day, null, "理事会决议", "自律", Day)]);
        var spending = SpendFloor.Of(2027, 1_000, 0, set)!;
        Assert.Equal((70, true), (spending.FloorFen, spending.IsApplied));
        // The year that had begun is judged by the row of its first day.
        Assert.Equal((60, false), (SpendFloor.Of(2026, 1_000, 0, set)!.FloorFen, SpendFloor.Of(2026, 1_000, 0, set)!.IsApplied));
    }

    [Fact]
    public void Fees_of_a_year_stay_within_what_the_document_allows_and_what_came_back_counts_no_more()
    {
        var state = State() with { YearlyFeesFen = 100 };
        var fee = TrustMoney.PayFee(state, Fee("f", 70, Day), Day).Value;
        Assert.Equal(Bucket.General, fee.To);
        Assert.Null(TrustMoney.PayFee(state with { Role = TrustRole.ProjectManager }, fee, Day).Value.To);
        state = Trust.Evolve(state, fee)!;
        Assert.Equal(RefusalCode.TrustFeeExceeded, TrustMoney.PayFee(state, Fee("g", 31, Day), Day).Refusal?.Code);
        Assert.Null(TrustMoney.PayFee(state, Fee("g", 30, Day), Day).Refusal);
        Assert.Null(TrustMoney.PayFee(state, Fee("g", 100, Day.AddYears(1)), Day.AddYears(1)).Refusal);
        var back = TrustMoney.Reverse(state, Back("f", 20), Day).Value;
        Assert.Equal((TrustEntryKind.Fee, Bucket.General, Day), (back.Kind, back.Other, back.EntryOn));
        Assert.Null(TrustMoney.PayFee(Trust.Evolve(state, back), Fee("g", 50, Day), Day).Refusal);
        Assert.Null(TrustMoney.PayFee(State(), Fee("g", Check.MaxAmountFen, Day), Day).Refusal);
    }

    [Fact]
    public void An_entry_is_taken_back_no_more_than_once_over_and_not_before_its_day()
    {
        var state = Trust.Evolve(State(), new TrustContributionReceived("t", "c", "s1", 100, Day));
        Assert.Equal(RefusalCode.DateInvalid, TrustMoney.Reverse(state, Back("c", 1) with { OccurredOn = Day.AddDays(-1) }, Day).Refusal?.Code);
        var first = TrustMoney.Reverse(state, Back("c", 60), Day).Value;
        Assert.Equal((TrustEntryKind.Contribution, null), (first.Kind, first.Other));
        state = Trust.Evolve(state, first);
        Assert.Equal(RefusalCode.ReversalExceedsPayment, TrustMoney.Reverse(state, Back("c", 41), Day).Refusal?.Code);
        Assert.Null(TrustMoney.Reverse(state, Back("c", 40), Day).Refusal);
        Assert.Equal(RefusalCode.TrustUnknown, TrustMoney.Reverse(state, Back("d", 1), Day).Refusal?.Code);
        state = Trust.Evolve(state, new TrustDistributed("t", "d", "某校", "助学", 10, Day));
        Assert.Equal(RefusalCode.TrustUnknown, TrustMoney.Reverse(state, Back("d", 1), Day).Refusal?.Code);
        Assert.Equal(RefusalCode.DateInvalid, TrustMoney.Reverse(state,
            new TrustDistributionReversed("t", "d", "r", "退回", 1, Day.AddDays(-1)), Day).Refusal?.Code);
    }

    private static TrustFeePaid Fee(string id, long fen, DateOnly on) => new("t", id, TrustFeeKind.Trustee, fen, on);

    private static TrustEntryReversed Back(string entry, long fen) => new("t", entry, default, "r", "多记", null, fen, default, Day);

    private static Result<TrustEstablished> Establish(
        TrustRole role = TrustRole.Trustee, string? trustee = null, string scope = "困难职工", DateOnly? on = null) => Trust.Establish(
        new TrustEstablished("t", "信托", "号", role, trustee, [Settlor], null, "助困", scope, null, on ?? Day), ["远山公司"],
        "江城市慈善总会", false, Policy.Default, Day);

    private static TrustState State() =>
        Trust.Evolve(null, new TrustEstablished("t", "信托", "号", TrustRole.Trustee, null, [Settlor], null, "助困", "困难职工", null, Day))!;

    private static Result<TrustDistributed> Distribute(TrustDistributed wanted, string[] settlors, TrustState? state = null) =>
        TrustMoney.Distribute(state ?? State(), wanted, settlors, "江城市慈善总会", Policy.Default, Day);
}
