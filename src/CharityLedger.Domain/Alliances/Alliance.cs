using System.Collections.Immutable;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts;
using CharityLedger.Domain.Disbursements;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Alliances;

/// <summary>An agreement's days.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day; the day before the first where it ended before it began; null while it lasts.</param>
public sealed record AgreementTerm(DateOnly From, DateOnly? To)
{
    /// <summary>Whether a date lies within it.</summary>
    public bool Covers(DateOnly date) => From <= date && (To is null || date <= To);

    /// <summary>Whether it has a day in common with another.</summary>
    public bool Overlaps(AgreementTerm other) =>
        From <= (other.To ?? DateOnly.MaxValue) && other.From <= (To ?? DateOnly.MaxValue) && To != From.AddDays(-1);
}

/// <summary>What a federation agreed to take from another: all agreements with it, which never overlap.</summary>
public sealed record AgreementState(string Partner, ImmutableList<AgreementTerm> Terms)
{
    /// <summary>Whether an agreement covers a date.</summary>
    public bool Covers(DateOnly date) => Terms.Exists(t => t.Covers(date));
}

/// <summary>What two federations of one installation do together.</summary>
public static class Alliance
{
    /// <summary>The most federations that share a project.</summary>
    public const int MostShares = 100;

    /// <summary>Agrees to take money from another federation.</summary>
    public static Result<AllianceAgreed> Agree(AgreementState? agreement, AllianceAgreed wanted, string self, bool exists, DateOnly today)
    {
        if (Other(wanted.Partner, self, exists, "partner") is { } refused) return refused;
        var refusal = Check.Text(wanted.Agreement, "agreement", 100) ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        var term = new AgreementTerm(wanted.OccurredOn, wanted.EndsOn);
        return wanted.EndsOn < wanted.OccurredOn || agreement?.Terms.Exists(t => t.Overlaps(term)) is true
            ? new Refusal(RefusalCode.PeriodInvalid, "An agreement ends after it begins, and two don't overlap.", "endsOn")
            : wanted;
    }

    /// <summary>Ends an agreement.</summary>
    public static Result<AllianceEnded> End(AgreementState? agreement, AllianceEnded wanted, DateOnly today)
    {
        if (agreement?.Covers(wanted.OccurredOn) is not true) return NotAgreed("partner");
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Sends money to a federation that agreed to take it.</summary>
    /// <param name="agreement">What the receiver agreed to.</param>
    /// <param name="wanted">The transfer.</param>
    /// <param name="self">The sender.</param>
    /// <param name="receiverExists">Whether there is such a federation.</param>
    /// <param name="today">Today in Beijing.</param>
    /// <param name="paying">What carries it out; what the bank paid is recorded, though the agreement has ended since.</param>
    public static Result<AllianceMoneySent> Send(
        AgreementState? agreement, AllianceMoneySent wanted, string self, bool receiverExists, DateOnly today, Paying paying = default)
    {
        if (Other(wanted.To, self, receiverExists, "to") is { } refused) return refused;
        if (!paying.IsPaid && agreement?.Covers(wanted.OccurredOn) is not true) return NotAgreed("to");
        if (!wanted.Bucket.IsSpendable || !wanted.Bucket.IsOwn)
            return new Refusal(RefusalCode.RestrictionBroken, "Only own money that may be spent goes to others.", "fund");
        var refusal = Restriction.Check(wanted.Purpose, "purpose") ?? Check.Text(wanted.Purpose, "purpose", 100)
            ?? Check.Amount(wanted.AmountFen) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Sends goods to a federation that agreed to take them.</summary>
    /// <param name="agreement">What the receiver agreed to.</param>
    /// <param name="goods">The gift in kind.</param>
    /// <param name="wanted">The transfer.</param>
    /// <param name="self">The sender.</param>
    /// <param name="receiverExists">Whether there is such a federation.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<AllianceGoodsSent> Send(AgreementState? agreement, GoodsState? goods, AllianceGoodsSent wanted, string self,
        bool receiverExists, DateOnly today)
    {
        var refusal = Other(wanted.To, self, receiverExists, "to")
            ?? (agreement?.Covers(wanted.OccurredOn) is true ? null : NotAgreed("to"))
            ?? Restriction.Check(wanted.Purpose, "purpose") ?? Check.Text(wanted.Purpose, "purpose", 100);
        return refusal is null ? GoodsUse.Send(goods, wanted, today) : refusal;
    }

    /// <summary>The bucket of the receiver: a fund of its own or its general money, always bound by what bound the money or by
    /// what it is sent for.</summary>
    public static Bucket ReceivingBucket(string? fund, string? campaign, string? restriction, string purpose) =>
        Bucket.Of(fund, purpose: Restriction.Of(restriction) ?? Restriction.Of(campaign) ?? Restriction.Of(purpose));

    /// <summary>Opens a shared project.</summary>
    public static Result<SharedProjectOpened> Open(
        SharedProjectOpened wanted, bool exists, string self, IReadOnlySet<string> federations, DateOnly today)
    {
        if (exists) return new Refusal(RefusalCode.ProjectExists, "A shared project of this id exists.", "project");
        if (wanted.Shares.Count > MostShares)
            return new Refusal(RefusalCode.SharesInvalid, $"At most {MostShares} federations share a project.", "shares");
        var refusal = Check.Id(wanted.Project, "project") ?? Check.Text(wanted.Name, "name") ?? Check.Date(wanted.OccurredOn, today)
            ?? wanted.Shares.Select(s => Check.Amount(s.AmountFen, "shares")).FirstOrDefault(r => r is not null);
        if (refusal is not null) return refusal;
        if (wanted.Shares.FirstOrDefault(s => !federations.Contains(s.Federation)) is { } unknown)
            return new Refusal(RefusalCode.FederationUnknown, $"There is no federation {unknown.Federation}.", "shares");
        return wanted.Shares.DistinctBy(s => s.Federation).Count() != wanted.Shares.Count || wanted.Shares.Count < 2
            || wanted.Shares.All(s => s.Federation != self)
            ? new Refusal(RefusalCode.SharesInvalid, "At least two federations share it, each once, the leading one among them.", "shares")
            : wanted;
    }

    /// <summary>Folds an event.</summary>
    public static AgreementState? Evolve(AgreementState? state, ILedgerEvent @event) => @event switch
    {
        AllianceAgreed e => new AgreementState(e.Partner, (state?.Terms ?? []).Add(new AgreementTerm(e.OccurredOn, e.EndsOn))),
        AllianceEnded e => state! with
        {
            Terms = [.. state.Terms.Select(t => t.Covers(e.OccurredOn) ? t with { To = e.OccurredOn.AddDays(-1) } : t)],
        },
        _ => state,
    };

    private static Refusal? Other(string federation, string self, bool exists, string field)
    {
        if (federation == self) return new Refusal(RefusalCode.SameBucket, "The money is already there.", field);
        return exists ? null : new Refusal(RefusalCode.FederationUnknown, "There is no such federation.", field);
    }

    private static Refusal NotAgreed(string field) =>
        new(RefusalCode.AllianceNotAgreed, "The other federation did not agree to take this, or not for this day.", field);
}
