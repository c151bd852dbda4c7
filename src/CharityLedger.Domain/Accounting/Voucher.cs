using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Accounting;

/// <summary>What later decisions need of an entered voucher.</summary>
public sealed record VoucherState(string Id, bool IsReversed, DateOnly EnteredOn);

/// <summary>Vouchers that people enter, and their red reversals. Posted vouchers never change.</summary>
public static class Voucher
{
    private const int MostLines = 200;

    /// <summary>Enters a voucher.</summary>
    /// <param name="wanted">As entered.</param>
    /// <param name="unknown">A bucket of its lines that isn't there; null where all are.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<VoucherEntered> Enter(VoucherEntered wanted, string? unknown, DateOnly today)
    {
        var refusal = Check.Text(wanted.Summary, "summary") ?? Check.Optional(wanted.Supplements, "supplements")
            ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        if (unknown is not null)
            return new Refusal(RefusalCode.BucketUnknown, $"There is no bucket “{unknown}”.", "lines");
        if (wanted.Lines.Count is < 2 or > MostLines)
            return Unbalanced(string.Create(CultureInfo.InvariantCulture, $"A voucher has 2 to {MostLines} lines."));
        foreach (var line in wanted.Lines)
            if (Refuse(line, wanted.OccurredOn) is { } bad) return bad;
        if (wanted.Lines.GroupBy(l => l.Bucket).Any(b => b.Any(l => l.Account == AccountRole.RestrictedNetAssets)
            && b.Any(l => l.Account == AccountRole.UnrestrictedNetAssets)))
        {
            return new Refusal(RefusalCode.VoucherAccountInvalid,
                "What is used releases its restriction by itself; a voucher doesn't move between 3101 and 3102.", "lines");
        }

        var uneven = wanted.Lines.GroupBy(l => l.Bucket).FirstOrDefault(b => b.Sum(l => l.DebitFen - l.CreditFen) != 0);
        return uneven is null
            ? wanted
            : Unbalanced($"Debits and credits of “{uneven.Key}” differ by {Yuan.Format(uneven.Sum(l => l.DebitFen - l.CreditFen))}.");
    }

    /// <summary>Reverses an entered voucher, once.</summary>
    public static Result<VoucherReversed> Reverse(VoucherState? voucher, VoucherReversed wanted, DateOnly today)
    {
        if (voucher is null)
            return new Refusal(RefusalCode.VoucherUnknown, "There is no such entered voucher.", "voucher");
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)
            ?? Check.NotBefore(wanted.OccurredOn, voucher.EnteredOn);
        if (refusal is not null) return refusal;
        return voucher.IsReversed
            ? new Refusal(RefusalCode.VoucherReversedAlready, "This voucher was reversed already.", "voucher")
            : wanted;
    }

    /// <summary>Folds an event.</summary>
    public static VoucherState? Evolve(VoucherState? state, ILedgerEvent @event) => @event switch
    {
        VoucherEntered e => new VoucherState(e.Voucher, false, e.OccurredOn),
        VoucherReversed => state! with { IsReversed = true },
        _ => state,
    };

    private static Refusal? Refuse(VoucherLine line, DateOnly on)
    {
        if ((line.DebitFen == 0) == (line.CreditFen == 0))
            return Unbalanced("A line is either debit or credit.");
        if (line.DebitFen + line.CreditFen is < -Check.MaxAmountFen or > Check.MaxAmountFen)
            return new Refusal(RefusalCode.AmountTooLarge, "An amount is at most 10^13 fen.", "lines");
        if (Enum.IsDefined(line.Account) && Chart.Find(line.Account, on) is { } account && IsFree(account)) return null;
        return new Refusal(RefusalCode.VoucherAccountInvalid,
            $"{line.Account} is no account that a voucher of that day may enter.", "lines");
    }

    /// <summary>Money moves with buckets only, and agency property (受托代理) with its own events.</summary>
    private static bool IsFree(Account account) => account.Kind != AccountKind.Money
        && account.Role is not (AccountRole.AgencyAssets or AccountRole.AgencyLiabilities);

    private static Refusal Unbalanced(string message) => new(RefusalCode.VoucherUnbalanced, message, "lines");
}
