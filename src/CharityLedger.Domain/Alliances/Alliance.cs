using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Alliances;

/// <summary>Whether a federation takes money from another.</summary>
public sealed record AgreementState(string Partner, DateOnly AgreedOn, DateOnly? EndsOn)
{
    /// <summary>Whether it covers a date.</summary>
    public bool Covers(DateOnly date) => AgreedOn <= date && (EndsOn is null || date <= EndsOn);
}

/// <summary>What two federations of one installation do together.</summary>
public static class Alliance
{
    /// <summary>Agrees to take money from another federation.</summary>
    public static Result<AllianceAgreed> Agree(AgreementState? agreement, AllianceAgreed wanted, string self, bool exists, DateOnly today)
    {
        if (Other(wanted.Partner, self, exists, "partner") is { } refused) return refused;
        var refusal = Check.Text(wanted.Agreement, "agreement", 100) ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted.EndsOn < wanted.OccurredOn || agreement?.EndsOn >= wanted.OccurredOn || agreement is { EndsOn: null }
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
    public static Result<AllianceMoneySent> Send(
        AgreementState? agreement, AllianceMoneySent wanted, string self, bool receiverExists, DateOnly today)
    {
        if (Other(wanted.To, self, receiverExists, "to") is { } refused) return refused;
        if (agreement?.Covers(wanted.OccurredOn) is not true) return NotAgreed("to");
        if (!Buckets.IsSpendable(wanted.Bucket) || !Buckets.IsOwn(wanted.Bucket))
            return new Refusal(RefusalCode.RestrictionBroken, "Only own money that may be spent goes to others.", "fund");
        var refusal = Restriction.Check(wanted.Purpose, "purpose") ?? Check.Text(wanted.Purpose, "purpose", 100)
            ?? Check.Amount(wanted.AmountFen) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>The bucket of the receiver: a fund of its own or its general money, always bound by what bound the money or by
    /// what it is sent for.</summary>
    public static string ReceivingBucket(string? fund, string? campaign, string? restriction, string purpose) =>
        Buckets.Of(fund, purpose: Restriction.Of(restriction) ?? Restriction.Of(campaign) ?? Restriction.Of(purpose));

    /// <summary>Opens a shared project.</summary>
    public static Result<SharedProjectOpened> Open(
        SharedProjectOpened wanted, bool exists, string self, IReadOnlySet<string> federations, DateOnly today)
    {
        if (exists) return new Refusal(RefusalCode.ProjectExists, "A shared project of this id exists.", "project");
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
        AllianceAgreed e => new AgreementState(e.Partner, e.OccurredOn, e.EndsOn),
        AllianceEnded e => state! with { EndsOn = e.OccurredOn.AddDays(-1) },
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
