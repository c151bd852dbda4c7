using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CharityLedger.Contracts.Accounting;

namespace CharityLedger.Contracts.Events;

/// <summary>A line of a voucher that people entered, or that closes a year.</summary>
/// <param name="Account">What the account is for; the chart of the voucher's day gives the code.</param>
/// <param name="Bucket">Whose books it concerns: a bucket id.</param>
/// <param name="DebitFen">Debit in fen; negative in red.</param>
/// <param name="CreditFen">Credit in fen; negative in red.</param>
public sealed record VoucherLine(
    [property: JsonConverter(typeof(AccountRoleJson))] AccountRole Account, Bucket Bucket, long DebitFen, long CreditFen);

/// <summary>
/// The accountant entered a voucher (手工凭证): what no other event says, such as depreciation, a payable, or what was missing
/// from an earlier voucher (补充登记). It moves no bucket.
/// </summary>
/// <param name="Voucher">Id of the voucher.</param>
/// <param name="Summary">Summary (摘要).</param>
/// <param name="Lines">Its lines; they balance within each bucket.</param>
/// <param name="Supplements">What it supplements or corrects: an id that the accountant knows.</param>
/// <param name="OccurredOn">Date of the voucher, Asia/Shanghai.</param>
[EventType("voucher_entered")]
public sealed record VoucherEntered(
    string Voucher, string Summary, IReadOnlyList<VoucherLine> Lines, string? Supplements, DateOnly OccurredOn) : IDated;

/// <summary>
/// An entered voucher was reversed by a red copy (红字冲销). Where it was of an earlier year, its income and expenses go to the
/// adjustment of prior years' net assets (3201).
/// </summary>
/// <param name="Voucher">The voucher.</param>
/// <param name="Reversal">Id of the reversal.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Date of the red voucher, Asia/Shanghai.</param>
[EventType("voucher_reversed")]
public sealed record VoucherReversed(string Voucher, string Reversal, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A month was closed (结账), and all before it: nothing can be posted there any more.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="OccurredOn">Date of the closing, Asia/Shanghai.</param>
[EventType("period_closed")]
public sealed record PeriodClosed(DateOnly Month, DateOnly OccurredOn) : IDated;

/// <summary>An account in a frozen trial balance, in fen. Its closing balance is opening + debit − credit.</summary>
/// <param name="Account">Code in the chart of the month.</param>
/// <param name="OpeningFen">Debit balance before the month; negative for a credit balance.</param>
/// <param name="DebitFen">Debits of the month.</param>
/// <param name="CreditFen">Credits of the month.</param>
public sealed record FrozenAccount(string Account, long OpeningFen, long DebitFen, long CreditFen);

/// <summary>The trial balance (科目余额表) of one account set at the close of a month.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="Book">The account set (账套).</param>
/// <param name="Position">The log up to here is in it; nothing later can change it.</param>
/// <param name="Vouchers">Number of the month's last voucher.</param>
/// <param name="Sha256">Digest of the figures, lower-case hex; see <see cref="DigestOf"/>.</param>
/// <param name="Accounts">The accounts that hold or moved anything, by code.</param>
/// <param name="OccurredOn">Date of the closing, Asia/Shanghai.</param>
[EventType("trial_balance_frozen")]
public sealed record TrialBalanceFrozen(DateOnly Month, string Book, long Position, int Vouchers, string Sha256,
    IReadOnlyList<FrozenAccount> Accounts, DateOnly OccurredOn) : IDated
{
    /// <summary>SHA-256 of the lines <c>month book vouchers</c> and <c>account opening debit credit</c>, each ended by a
    /// line feed, in UTF-8.</summary>
    public static string DigestOf(DateOnly month, string book, int vouchers, IEnumerable<FrozenAccount> accounts)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{month:yyyy-MM} {book} {vouchers}\n"));
        foreach (var a in accounts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{a.Account} {a.OpeningFen} {a.DebitFen} {a.CreditFen}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>The last closed month was opened again (反结账), by a second person's approval.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Date of the reopening, Asia/Shanghai.</param>
[EventType("period_reopened")]
public sealed record PeriodReopened(DateOnly Month, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>
/// Income and expenses of a year, or a part of them, were carried over to net assets (年终结转): income to 3101 or 3102 by its
/// restriction, all expenses to 3101. In red where a closed year was opened again.
/// </summary>
/// <param name="Year">The year.</param>
/// <param name="Lines">The voucher's lines; they balance within each bucket.</param>
/// <param name="OccurredOn">31 December of the year.</param>
[EventType("carry_over_posted")]
public sealed record CarryOverPosted(int Year, IReadOnlyList<VoucherLine> Lines, DateOnly OccurredOn) : IDated;

/// <summary>A year was closed (年结): its income and expenses are zero.</summary>
/// <param name="Year">The year.</param>
/// <param name="OccurredOn">Date of the closing, Asia/Shanghai.</param>
[EventType("year_closed")]
public sealed record YearClosed(int Year, DateOnly OccurredOn) : IDated;

/// <summary>Money was counted, or a bank statement read, to compare it with the books (账实核对).</summary>
/// <param name="Count">Id of the count.</param>
/// <param name="Account">Cash, bank or other money.</param>
/// <param name="Book">The account set.</param>
/// <param name="BalanceFen">What was found at the end of that day, in fen.</param>
/// <param name="Evidence">What it was read from: a count sheet, a bank statement.</param>
/// <param name="OccurredOn">The day, Asia/Shanghai.</param>
/// <param name="NamedAccount">Code of the account in the register; all of that kind together where null.</param>
[EventType("account_counted")]
public sealed record AccountCounted(
    string Count, [property: JsonConverter(typeof(AccountRoleJson))] AccountRole Account, string Book, long BalanceFen,
    string Evidence, DateOnly OccurredOn, string? NamedAccount = null) : IDated;
