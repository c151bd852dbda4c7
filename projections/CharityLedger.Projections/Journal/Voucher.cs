using System.Globalization;
using CharityLedger.Contracts;

namespace CharityLedger.Projections.Journal;

/// <summary>A posted voucher (记账凭证).</summary>
/// <param name="Position">Position of the event that caused it.</param>
/// <param name="Book">Account set.</param>
/// <param name="Month">First day of its period.</param>
/// <param name="Number">Number in account set and period: 1, 2, 3, …</param>
/// <param name="OccurredOn">Date.</param>
/// <param name="Summary">Summary (摘要).</param>
/// <param name="Preparer">Who made it (制单人): the user of the command.</param>
/// <param name="Lines">Its lines.</param>
public sealed record Voucher(long Position, string Book, DateOnly Month, int Number, DateOnly OccurredOn, string Summary,
    string Preparer, IReadOnlyList<VoucherEntry> Lines)
{
    /// <summary>Its number as accountants write it: 记-0001.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"记-{Number:0000}");
}

/// <summary>A line of a posted voucher.</summary>
/// <param name="Line">Number within the event.</param>
/// <param name="Account">Code in the chart of its day.</param>
/// <param name="AccountName">Chinese name of the account.</param>
/// <param name="Bucket">Bucket concerned.</param>
/// <param name="DebitFen">Debit in fen; negative in red.</param>
/// <param name="CreditFen">Credit in fen; negative in red.</param>
public sealed record VoucherEntry(int Line, string Account, string AccountName, Bucket Bucket, long DebitFen, long CreditFen);
