using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Contracts;
using CharityLedger.Domain.Disbursements;

namespace CharityLedger.Domain.Trusts;

/// <summary>
/// The property of a trust. It never mixes with the federation's own nor with another trust's (Trust Law arts 16, 18, 28,
/// 29): between them money only goes as a settlor's contribution, and as the residue of an ended trust.
/// </summary>
public static class TrustMoney
{
    /// <summary>A settlor's money comes in.</summary>
    public static Result<TrustContributionReceived> Contribute(TrustState? trust, TrustContributionReceived wanted, DateOnly today)
    {
        if (Trust.Living(trust) is { } refused) return refused;
        if (trust!.Settlors.All(s => s.Id != wanted.Settlor)) return Trust.Unknown("settlor");
        return Checked(wanted, wanted.AmountFen, wanted.OccurredOn, today);
    }

    /// <summary>The federation gives money of its own, where it is a settlor.</summary>
    public static Result<TrustFunded> Fund(TrustState? trust, TrustFunded wanted, DateOnly today)
    {
        if (Trust.Living(trust) is { } refused) return refused;
        if (trust!.Role != TrustRole.Settlor)
            return Segregated("The federation is no settlor of this trust: its own money and the trust's never mix.", "fund");
        if (!wanted.From.IsSpendable || !wanted.From.IsOwn)
            return new Refusal(RefusalCode.RestrictionBroken, "Only own money that may be spent goes to a trust.", "fund");
        return Checked(wanted, wanted.AmountFen, wanted.OccurredOn, today);
    }

    /// <summary>Refuses a contribution that another trust would make.</summary>
    public static Refusal FromTrust() => Segregated("One trust's property never goes to another while it lives.", "fromTrust");

    /// <summary>The property earns something.</summary>
    public static Result<TrustIncomeReceived> Earn(TrustState? trust, TrustIncomeReceived wanted, DateOnly today) =>
        (trust is null ? Trust.Unknown() : Check.Text(wanted.Source, "source")) is { } refused
            ? refused
            : Checked(wanted, wanted.AmountFen, wanted.OccurredOn, today);

    /// <summary>Pays the trustee or the supervisor. What the federation earns as the trustee is its own income. Fees whose payment is
    /// on its way count, in whichever year the bank will pay them.</summary>
    /// <param name="trust">The trust.</param>
    /// <param name="wanted">The fee.</param>
    /// <param name="today">Today in Beijing.</param>
    /// <param name="paying">What carries it out.</param>
    public static Result<TrustFeePaid> PayFee(TrustState? trust, TrustFeePaid wanted, DateOnly today, Paying paying = default)
    {
        if (trust is null) return Trust.Unknown();
        if (wanted.Kind == TrustFeeKind.Supervisor && trust.Supervisor is null)
            return new Refusal(RefusalCode.TrusteeInvalid, "This trust has no supervisor.", "kind");
        var claimed = trust.ClaimedFen.Where(c => c.Key != paying.Request).Sum(c => c.Value);
        if (!paying.IsPaid && trust.YearlyFeesFen is { } most
            && wanted.AmountFen > most - claimed - trust.FeesFen(wanted.OccurredOn.Year))
        {
            return new Refusal(RefusalCode.TrustFeeExceeded,
                $"Its document allows fees of {Yuan.Format(most)} yuan a year.", "amountFen");
        }

        var isOwn = wanted.Kind == TrustFeeKind.Trustee && trust.Role == TrustRole.Trustee;
        return Checked(wanted with { To = isOwn ? Bucket.General : null }, wanted.AmountFen, wanted.OccurredOn, today);
    }

    /// <summary>Pays for the purpose; never to an interested party.</summary>
    /// <param name="trust">The trust.</param>
    /// <param name="wanted">The distribution.</param>
    /// <param name="settlors">Names of the settlors, as far as they are known still.</param>
    /// <param name="federation">Name of the federation.</param>
    /// <param name="policy">The bans of the day.</param>
    /// <param name="today">Today in Beijing.</param>
    /// <param name="paying">What carries it out; what the bank paid is recorded, though the trust has ended since.</param>
    public static Result<TrustDistributed> Distribute(TrustState? trust, TrustDistributed wanted,
        IEnumerable<string> settlors, string federation, Policy policy, DateOnly today, Paying paying = default)
    {
        if (trust is null) return Trust.Unknown();
        if (!paying.IsPaid && Trust.Living(trust) is { } refused) return refused;
        var refusal = Check.Text(wanted.Payee, "payee") ?? Check.Text(wanted.Purpose, "purpose", 500) ?? (paying.IsPaid
            ? null
            : InterestedParty.In(wanted.Payee, settlors, [trust.Trustee ?? federation], policy, wanted.OccurredOn, "payee"));
        return refusal is null ? Checked(wanted, wanted.AmountFen, wanted.OccurredOn, today) : refusal;
    }

    /// <summary>A distribution or a part of it comes back, also after the end.</summary>
    public static Result<TrustDistributionReversed> Reverse(TrustState? trust, TrustDistributionReversed wanted, DateOnly today)
    {
        if (trust?.Entries.GetValueOrDefault(wanted.Distribution) is not { Kind: TrustEntryKind.Distribution } made)
            return Trust.Unknown("distribution");
        return TakeBack(made, wanted.Reason, wanted.AmountFen, wanted.OccurredOn, today) is { } refused ? refused : wanted;
    }

    /// <summary>A contribution, income or fee or a part of it is taken back, also after the end. That as much is left in the trust
    /// is the core's to say.</summary>
    public static Result<TrustEntryReversed> Reverse(TrustState? trust, TrustEntryReversed wanted, DateOnly today)
    {
        if (trust?.Entries.GetValueOrDefault(wanted.Entry) is not { Kind: not TrustEntryKind.Distribution } made)
            return Trust.Unknown("entry");
        return TakeBack(made, wanted.Reason, wanted.AmountFen, wanted.OccurredOn, today) is { } refused
            ? refused
            : wanted with { Kind = made.Kind, Other = made.Other, EntryOn = made.On };
    }

    /// <summary>Hands the residue of an ended trust on to a similar one, or to a fund (Trust Law art. 72).</summary>
    /// <param name="trust">The trust.</param>
    /// <param name="wanted">The transfer.</param>
    /// <param name="receiver">The trust that receives it; null for a fund.</param>
    /// <param name="today">Today in Beijing.</param>
    /// <param name="paying">What carries it out; what the bank paid is recorded, though the receiver has ended since.</param>
    public static Result<TrustResidueTransferred> HandOn(
        TrustState? trust, TrustResidueTransferred wanted, TrustState? receiver, DateOnly today, Paying paying = default)
    {
        if (trust is null) return Trust.Unknown();
        if (trust.TerminatedOn is null)
            return Segregated("A living trust's property goes nowhere but to its purpose.", "trust");
        if (wanted.To == Bucket.OfTrust(trust.Id)) return new Refusal(RefusalCode.SameBucket, "The money is already there.", "toTrust");
        if (receiver is not null && !paying.IsPaid && Trust.Living(receiver) is { } ended) return ended;
        return Check.Text(wanted.Approval, "approval", 100) is { } refused
            ? refused
            : Checked(wanted, wanted.AmountFen, wanted.OccurredOn, today);
    }

    private static Refusal? TakeBack(TrustMovement made, string reason, long fen, DateOnly on, DateOnly today) =>
        Check.Amount(fen) ?? Check.Text(reason, "reason", 500) ?? Check.Date(on, today) ?? Check.NotBefore(on, made.On)
        ?? (fen > made.OutstandingFen
            ? new Refusal(RefusalCode.ReversalExceedsPayment,
                $"Of this {Yuan.Format(made.OutstandingFen)} yuan can still be taken back.", "amountFen")
            : null);

    private static Refusal Segregated(string why, string field) => new(RefusalCode.TrustSegregation, why, field);

    private static Result<T> Checked<T>(T wanted, long fen, DateOnly date, DateOnly today) =>
        (Check.Amount(fen) ?? Check.Date(date, today)) is { } refusal ? refusal : wanted;
}
