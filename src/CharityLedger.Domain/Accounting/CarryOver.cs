using System.Text;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts;

namespace CharityLedger.Domain.Accounting;

/// <summary>
/// The carry-over at the end of a year (年终结转): income to restricted or unrestricted net assets by its restriction, expenses
/// and the adjustment of prior years to unrestricted ones, bucket by bucket, so that all of them are zero after it.
/// </summary>
public static class CarryOver
{
    /// <summary>Bytes that the lines of one event may take; an event of the log takes 60,000.</summary>
    private const int MostBytes = 40_000;

    /// <summary>The accounts that are carried over.</summary>
    public static IReadOnlySet<AccountRole> Roles { get; } = Enum.GetValues<AccountRole>()
        .Where(role => IsCarried(Chart.Of(role, DateOnly.MaxValue))).ToHashSet();

    /// <summary>The carry-over of a year.</summary>
    /// <param name="year">The year.</param>
    /// <param name="balances">What the accounts hold at its end: role, bucket, debit less credit in fen.</param>
    public static IReadOnlyList<CarryOverPosted> Of(
        int year, IEnumerable<(AccountRole Role, Bucket Bucket, long BalanceFen)> balances)
    {
        var vouchers = new List<CarryOverPosted>();
        var lines = new List<VoucherLine>();
        var bytes = 0;
        foreach (var (role, bucket, balance) in balances)
        {
            bytes += 2 * (100 + Encoding.UTF8.GetByteCount(bucket.ToString()));
            if (bytes > MostBytes) End();
            lines.AddRange(Pair(Chart.Of(role, DateOnly.MaxValue), bucket, balance));
        }

        End();
        return vouchers;

        void End()
        {
            if (lines.Count > 0) vouchers.Add(new CarryOverPosted(year, [.. lines], new DateOnly(year, 12, 31)));
            lines.Clear();
            bytes = 0;
        }
    }

    /// <summary>The same in red, for a year that is opened again.</summary>
    public static CarryOverPosted InRed(CarryOverPosted posted) => posted with
    {
        Lines = [.. posted.Lines.Select(l => l with { DebitFen = -l.DebitFen, CreditFen = -l.CreditFen })],
    };

    private static bool IsCarried(Account account) =>
        account.Kind is AccountKind.Income or AccountKind.Expense || account.Role == AccountRole.PriorYearAdjustment;

    private static VoucherLine[] Pair(Account account, Bucket bucket, long balance)
    {
        var net = account.IsRestricted ? AccountRole.RestrictedNetAssets : AccountRole.UnrestrictedNetAssets;
        return account.Kind == AccountKind.Income
            ? [new(account.Role, bucket, -balance, 0), new(net, bucket, 0, -balance)]
            : [new(net, bucket, balance, 0), new(account.Role, bucket, 0, balance)];
    }
}
