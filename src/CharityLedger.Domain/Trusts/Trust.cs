using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Trusts;

/// <summary>What went into a trust or out of it.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="AmountFen">Amount, in fen.</param>
/// <param name="On">Business date.</param>
/// <param name="Other">Bucket of the federation on the other side.</param>
/// <param name="ReversedFen">What of it was taken back.</param>
public sealed record TrustMovement(TrustEntryKind Kind, long AmountFen, DateOnly On, Bucket? Other = null, long ReversedFen = 0)
{
    /// <summary>What can still be taken back, in fen.</summary>
    public long OutstandingFen => AmountFen - ReversedFen;
}

/// <summary>What later decisions need of a trust. How much property it has only its bucket knows.</summary>
public sealed record TrustState(
    string Id, TrustRole Role, string? Trustee, string? Supervisor, IReadOnlyList<DonorRef> Settlors, long? YearlyFeesFen,
    DateOnly? TerminatedOn, ImmutableDictionary<string, TrustMovement> Entries)
{
    /// <summary>Fees whose payment is on its way, in fen, by request. The year in which the bank pays them is not known yet.</summary>
    public ImmutableDictionary<string, long> ClaimedFen { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Fees of a calendar year, without what came back.</summary>
    public long FeesFen(int year) => Entries.Values.Where(e => e.Kind == TrustEntryKind.Fee && e.On.Year == year).Sum(e => e.OutstandingFen);
}

/// <summary>A charitable trust (慈善信托): its document, its filings, its end.</summary>
public static class Trust
{
    /// <summary>Establishes a trust that does not exist yet.</summary>
    /// <param name="wanted">What was signed.</param>
    /// <param name="settlors">Names of the settlors, in their order.</param>
    /// <param name="federation">Name of the federation.</param>
    /// <param name="exists">Whether there is a trust of this id.</param>
    /// <param name="policy">The bans of the day.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<TrustEstablished> Establish(TrustEstablished wanted, IReadOnlyList<string> settlors, string federation,
        bool exists, Policy policy, DateOnly today)
    {
        if (exists) return new Refusal(RefusalCode.TrustExists, "A trust of this id exists.", "trust");
        if (wanted.Role == TrustRole.Trustee == wanted.Trustee is not null)
            return new Refusal(RefusalCode.TrusteeInvalid, "The trustee is the federation, or a trust company that is named.", "trustee");
        if (settlors.Count == 0 && wanted.Role != TrustRole.Settlor)
            return new Refusal(RefusalCode.TextMissing, "A trust has a settlor.", "settlors");
        var refusal = Check.Id(wanted.Trust, "trust") ?? Check.Text(wanted.Name, "name") ?? Check.Text(wanted.Agreement, "agreement", 100)
            ?? Check.Optional(wanted.Trustee, "trustee") ?? Check.Optional(wanted.Supervisor, "supervisor")
            ?? settlors.Select(s => Check.Text(s, "settlors")).FirstOrDefault(r => r is not null)
            ?? Check.Text(wanted.Purpose, "purpose", 500) ?? Check.Text(wanted.Scope, "scope", 500)
            ?? Check.Date(wanted.OccurredOn, today)
            ?? (wanted.YearlyFeesFen is { } fees ? Check.Amount(fees, "yearlyFeesFen") : null);
        if (refusal is not null) return refusal;
        if (wanted.EndsOn <= wanted.OccurredOn)
            return new Refusal(RefusalCode.PeriodInvalid, "A term ends after the document is signed.", "endsOn");
        return InterestedParty.In(wanted.Scope, settlors, [wanted.Trustee ?? federation], policy, wanted.OccurredOn, "scope") is { } banned
            ? banned
            : wanted;
    }

    /// <summary>Records a filing.</summary>
    public static Result<TrustFiled> File(TrustState? trust, TrustFiled wanted, DateOnly today)
    {
        if (trust is null) return Unknown();
        var refusal = Check.Text(wanted.Number, "number", 100) ?? Check.Text(wanted.Authority, "authority")
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Gives a trust another trustee.</summary>
    public static Result<TrusteeChanged> ChangeTrustee(TrustState? trust, TrusteeChanged wanted, DateOnly today)
    {
        if (Living(trust) is { } refused) return refused;
        if (wanted.Role == TrustRole.Trustee == wanted.Trustee is not null || wanted.Trustee == trust!.Trustee)
            return new Refusal(RefusalCode.TrusteeInvalid, "The new trustee is the federation, or another trust company.", "trustee");
        var refusal = Check.Optional(wanted.Trustee, "trustee") ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Records a report. Only an ended trust reports on its end.</summary>
    public static Result<TrustReported> Report(TrustState? trust, TrustReported wanted, DateOnly today)
    {
        if (trust is null) return Unknown();
        if (wanted.Kind != TrustReportKind.Yearly && trust.TerminatedOn is null)
            return new Refusal(RefusalCode.TrustAlive, "This trust has not ended.", "kind");
        var refusal = Check.Sha256(wanted.Document, "document") ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted.Kind == TrustReportKind.Yearly && (wanted.Year is not { } year || year < 2016 || year > wanted.OccurredOn.Year)
            ? new Refusal(RefusalCode.YearInvalid, "A yearly report names its year, from 2016 on.", "year")
            : wanted;
    }

    /// <summary>Ends a trust.</summary>
    public static Result<TrustTerminated> Terminate(TrustState? trust, TrustTerminated wanted, DateOnly today)
    {
        var refusal = Living(trust) ?? Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Folds an event.</summary>
    public static TrustState? Evolve(TrustState? state, ILedgerEvent @event) => @event switch
    {
        TrustEstablished e => new TrustState(e.Trust, e.Role, e.Trustee, e.Supervisor, e.Settlors, e.YearlyFeesFen, null,
            ImmutableDictionary<string, TrustMovement>.Empty),
        TrusteeChanged e => state! with { Role = e.Role, Trustee = e.Trustee },
        TrustContributionReceived e => With(state!, e.Contribution, new(TrustEntryKind.Contribution, e.AmountFen, e.OccurredOn)),
        TrustFunded e => With(state!, e.Contribution, new(TrustEntryKind.Funding, e.AmountFen, e.OccurredOn, e.From)),
        TrustIncomeReceived e => With(state!, e.Income, new(TrustEntryKind.Income, e.AmountFen, e.OccurredOn)),
        TrustFeePaid e => With(state!, e.Fee, new(TrustEntryKind.Fee, e.AmountFen, e.OccurredOn, e.To)),
        TrustDistributed e => With(state!, e.Distribution, new(TrustEntryKind.Distribution, e.AmountFen, e.OccurredOn)),
        TrustDistributionReversed e => Less(state!, e.Distribution, e.AmountFen),
        TrustEntryReversed e => Less(state!, e.Entry, e.AmountFen),
        TrustTerminated e => state! with { TerminatedOn = e.OccurredOn },
        PaymentClaimed e => state! with { ClaimedFen = state.ClaimedFen.SetItem(e.Request, e.AmountFen ?? 0) },
        PaymentClaimEnded e => state! with { ClaimedFen = state.ClaimedFen.Remove(e.Request) },
        _ => state,
    };

    private static TrustState With(TrustState state, string id, TrustMovement entry) => state with { Entries = state.Entries.SetItem(id, entry) };

    private static TrustState Less(TrustState state, string id, long fen) =>
        With(state, id, state.Entries[id] with { ReversedFen = state.Entries[id].ReversedFen + fen });

    internal static Refusal Unknown(string field = "trust") => new(RefusalCode.TrustUnknown, "There is no such trust.", field);

    /// <summary>Refuses a trust that is not there, or has ended.</summary>
    internal static Refusal? Living(TrustState? trust) => trust is null
        ? Unknown()
        : trust.TerminatedOn is null ? null : new Refusal(RefusalCode.TrustEnded, "This trust has ended.", "trust");
}
