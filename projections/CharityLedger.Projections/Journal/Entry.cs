using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts;

namespace CharityLedger.Projections.Journal;

/// <summary>A line of a voucher, in fen, before the chart of its day gives it a code. Red entries are negative.</summary>
/// <param name="Role">The account.</param>
/// <param name="Bucket">Whose money it is about; tells the account set too.</param>
/// <param name="Debit">Debit in fen.</param>
/// <param name="Credit">Credit in fen.</param>
public readonly record struct Entry(AccountRole Role, Bucket Bucket, long Debit, long Credit)
{
    public static Entry Dr(AccountRole role, Bucket bucket, long fen) => new(role, bucket, fen, 0);

    public static Entry Cr(AccountRole role, Bucket bucket, long fen) => new(role, bucket, 0, fen);

    /// <summary>Dr one account, Cr another, of the same bucket; nothing where the amount is 0.</summary>
    public static IEnumerable<Entry> Pair(AccountRole debit, AccountRole credit, Bucket bucket, long fen) =>
        Pair(debit, bucket, credit, bucket, fen);

    /// <summary>Dr an account of one bucket, Cr an account of another; nothing where the amount is 0.</summary>
    public static IEnumerable<Entry> Pair(
        AccountRole debit, Bucket debitBucket, AccountRole credit, Bucket creditBucket, long fen) =>
        fen == 0 ? [] : [Dr(debit, debitBucket, fen), Cr(credit, creditBucket, fen)];

    /// <summary>What a restriction bound is released (限定性净资产转为非限定性净资产), 3102 / 3101, by the amount used. In red
    /// where it comes back.</summary>
    public static IEnumerable<Entry> Released(Bucket bucket, long fen) =>
        Pair(AccountRole.RestrictedNetAssets, AccountRole.UnrestrictedNetAssets, bucket, fen);
}
