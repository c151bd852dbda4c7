using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Disbursements;

/// <summary>What later decisions need of a payment.</summary>
public sealed record PaymentState(string Id, Bucket Bucket, long AmountFen, long ReversedFen, DateOnly PaidOn)
{
    /// <summary>What may still come back, in fen.</summary>
    public long OutstandingFen => AmountFen - ReversedFen;
}

/// <summary>A payment (拨付) out of a bucket.</summary>
public static class Payment
{
    /// <summary>Most files that one proof names.</summary>
    public const int MostFiles = 50;

    /// <summary>Most parts of a payment.</summary>
    public const int MostParts = 50;

    /// <summary>There are parts, not too many, and their sum is what is asked for.</summary>
    public static Refusal? CheckParts(long amountFen, IReadOnlyList<long> parts)
    {
        if (parts.Count is 0 or > MostParts) return Invalid($"A payment has 1 to {MostParts} parts.");
        if (parts.Select(p => Check.Amount(p, "parts.amountFen")).FirstOrDefault(r => r is not null) is { } wrong) return wrong;
        // Fifty amounts within their limit are far from the end of 64 bits.
        return parts.Sum() == amountFen ? null : Invalid($"The parts come to {Yuan.Format(parts.Sum())} yuan.");
    }

    /// <summary>Pays. Whether the money is there is the core's to say.</summary>
    public static Result<PaymentMade> Pay(PaymentMade wanted, PaymentTermsStated terms, bool fundExists, DateOnly today)
    {
        if (wanted.Fund is not null && !fundExists)
            return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Payee, "payee") ?? Check.Text(wanted.Purpose, "purpose", 500)
            ?? Check.Optional(terms.Decision, "decision") ?? Check.Date(wanted.OccurredOn, today) ?? CheckKind(wanted.Bucket, terms.Kind);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Proves that a payment arrived, or what it was used for.</summary>
    public static Result<PaymentProven> Prove(PaymentState? payment, PaymentProven wanted, DateOnly today)
    {
        if (payment is null) return new Refusal(RefusalCode.PaymentUnknown, "There is no such payment.", "payment");
        if (wanted.Files.Count is 0 or > MostFiles || wanted.Files.DistinctBy(f => f.Sha256).Count() != wanted.Files.Count)
            return new Refusal(RefusalCode.EvidenceInvalid, $"A proof names 1 to {MostFiles} files, each once.", "files");
        var refusal = wanted.Files.Select(f => Check.Text(f.Name, "files.name") ?? Check.Text(f.MediaType, "files.mediaType", 100))
            .FirstOrDefault(r => r is not null) ?? Check.Optional(wanted.Note, "note", 500) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>
    /// Restricted money serves what the donor gave it for (Charity Law art. 54): programmes. Management fees were set aside for
    /// administration. General money may serve all three.
    /// </summary>
    private static Refusal? CheckKind(Bucket bucket, ExpenseKind kind)
    {
        var allowed = bucket.IsSpendable && (bucket == Bucket.Management
            ? kind == ExpenseKind.Administration
            : kind == ExpenseKind.Programme || !bucket.IsRestricted);
        return allowed ? null : new Refusal(RefusalCode.ExpenseKindInvalid, "This money is not for such an expense.", "kind");
    }

    /// <summary>Reverses a payment or a part of it: the last of it that has not come back yet.</summary>
    public static Result<PaymentReversed> Reverse(PaymentState? payment, PaymentReversed wanted, DateOnly today)
    {
        if (payment is null) return new Refusal(RefusalCode.PaymentUnknown, "There is no such payment.", "payment");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today) ?? Check.NotBefore(wanted.OccurredOn, payment.PaidOn);
        if (refusal is not null) return refusal;
        return wanted.AmountFen > payment.OutstandingFen
            ? new Refusal(RefusalCode.ReversalExceedsPayment,
                $"Of this payment {Yuan.Format(payment.OutstandingFen)} yuan can still come back.", "amountFen")
            : wanted with { Bucket = payment.Bucket };
    }

    private static Refusal Invalid(string message) => new(RefusalCode.PaymentPartsInvalid, message, "parts");

    /// <summary>Folds an event.</summary>
    public static PaymentState? Evolve(PaymentState? state, ILedgerEvent @event) => @event switch
    {
        PaymentMade e => new PaymentState(e.Payment, e.Bucket, e.AmountFen, 0, e.OccurredOn),
        PaymentReversed e => state! with { ReversedFen = state.ReversedFen + e.AmountFen },
        _ => state,
    };
}
