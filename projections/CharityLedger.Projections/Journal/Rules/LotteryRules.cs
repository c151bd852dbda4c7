using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>
/// The welfare-lottery fund. An indicator and its parts are leave to allot and stand in no books: money comes with a tranche.
/// As a subsidy it is restricted income and is released as it is used; what is only passed through is an agency's.
/// </summary>
internal static class LotteryRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<LotteryTranchePaid>(Needs.Movements, e => "福彩公益金拨入 " + e.Document,
            f => Received(f.Event.Treatment, f.Movements[1])),
        PostingRule.Of<LotteryExpenditureMade>(Needs.Movements, e => "福彩公益金支出 " + e.Use,
            f => Spent(f.Event.Treatment, f.Movements[0], 1)),
        PostingRule.Of<LotteryExpenditureReversed>(Needs.Movements | Needs.Undone, e => "冲回福彩公益金支出 " + e.Reason,
            f => f.Undoing(Spent(f.Event.Treatment, f.Movements[0], -1))),
        PostingRule.Of<LotteryCarriedOver>(Needs.Movements, e => $"福彩公益金结转至 {e.ToYear} 年",
            f => f.Event.Paid ? CarriedOver(f.Event.Treatment, f.Movements[0], f.Movements[1]) : []),
        PostingRule.Of<LotteryMoneyRecovered>(Needs.Movements, e => "福彩公益金收回 " + e.Document,
            f => f.Event.Paid ? Recovered(f.Event.Treatment, f.Movements[0]) : []),
    ];

    private static IEnumerable<Entry> Received(LotteryTreatment treatment, Movement m) => treatment == LotteryTreatment.Agency
        ? Entry.Pair(AccountRole.AgencyAssets, AccountRole.AgencyLiabilities, m.Bucket, m.AmountFen)
        : Entry.Pair(AccountRole.Bank, AccountRole.RestrictedSubsidies, m.Bucket, m.AmountFen);

    private static IEnumerable<Entry> Spent(LotteryTreatment treatment, Movement m, int sign) =>
        treatment == LotteryTreatment.Agency
            ? PassedOn(m, sign)
            : Entry.Pair(AccountRole.ProgrammeCost, AccountRole.Bank, m.Bucket, sign * m.AmountFen)
                .Concat(Entry.Released(m.Bucket, sign * m.AmountFen));

    private static IEnumerable<Entry> CarriedOver(LotteryTreatment? treatment, Movement from, Movement to)
    {
        var role = treatment == LotteryTreatment.Agency ? AccountRole.AgencyLiabilities : AccountRole.RestrictedNetAssets;
        return Entry.Pair(role, from.Bucket, role, to.Bucket, from.AmountFen);
    }

    private static IEnumerable<Entry> Recovered(LotteryTreatment? treatment, Movement m) =>
        treatment == LotteryTreatment.Agency ? PassedOn(m, 1) : GiftRules.GivenBack(m, AccountRole.Bank);

    private static IEnumerable<Entry> PassedOn(Movement m, int sign) =>
        Entry.Pair(AccountRole.AgencyLiabilities, AccountRole.AgencyAssets, m.Bucket, sign * m.AmountFen);
}
