using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Gifts in money and their refunds.</summary>
internal static class GiftRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<GiftReceived>(Needs.Nothing, e => "接受捐赠 " + e.Gift, f => Received(f.Event)),
        PostingRule.Of<GiftRefunded>(Needs.Movements | Needs.Origin | Needs.Before, e => "退还捐赠 " + e.Gift, Refunded),
        PostingRule.Of<RefundPaid>(Needs.Nothing, e => "支付应退捐赠款 " + e.Gift, f => f.Event.Parts.SelectMany(p =>
            Entry.Pair(AccountRole.OtherPayables, Channels.RoleOf(f.Event.Account), p.Bucket, p.AmountFen))),
    ];

    internal static AccountRole Donations(bool restricted) =>
        restricted ? AccountRole.RestrictedDonations : AccountRole.UnrestrictedDonations;

    /// <summary>Money gift: cash, bank or platform balance / donations, each part by its own restriction. A fee that the
    /// agreement sets aside is free for administration, hence unrestricted income.</summary>
    private static IEnumerable<Entry> Received(GiftReceived gift)
    {
        foreach (var part in gift.Parts)
        {
            yield return Entry.Dr(Channels.RoleOf(gift.Channel), part.Bucket, part.AmountFen);
            yield return Entry.Cr(Donations(part.Bucket.IsRestricted), part.Bucket, part.AmountFen);
        }
    }

    /// <summary>
    /// Refund. A payment by mistake in the same accounting year never was income: the receipt is reversed in red. Any other:
    /// administrative expenses / other payables when the duty arises, other payables / money when it is paid; and since
    /// expenses are closed to 3101, what was restricted is released. Where it is paid on a later day, that is another voucher.
    /// </summary>
    private static IEnumerable<Entry> Refunded(Fact<GiftRefunded> fact)
    {
        var gift = (GiftReceived)fact.Origin!;
        var terms = fact.Event.TermsIn(fact.Before);
        AccountRole? means = terms is { IsOwed: true } ? null
            : terms is not null ? Channels.RoleOf(terms.Account)
            : fact.Event.Undoes(gift) ? Channels.RoleOf(gift.Channel) : AccountRole.Bank;
        return fact.Movements.SelectMany(m => fact.Event.Undoes(gift)
            ? Undone(m, means ?? AccountRole.OtherPayables) : GivenBack(m, means));
    }

    internal static IEnumerable<Entry> Undone(Movement m, AccountRole means) =>
        Entry.Pair(means, Donations(true), m.Bucket, -m.RestrictedFen)
            .Concat(Entry.Pair(means, Donations(false), m.Bucket, -m.FreeFen));

    /// <param name="m">The movement.</param>
    /// <param name="means">What it is paid from; null where it is not paid yet.</param>
    internal static IEnumerable<Entry> GivenBack(Movement m, AccountRole? means) =>
        Entry.Pair(AccountRole.Administration, AccountRole.OtherPayables, m.Bucket, m.AmountFen)
            .Concat(means is { } paid ? Entry.Pair(AccountRole.OtherPayables, paid, m.Bucket, m.AmountFen) : [])
            .Concat(Entry.Released(m.Bucket, m.RestrictedFen));
}
