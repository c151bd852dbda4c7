using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal;

/// <summary>A line of a voucher, in fen. Red entries are negative.</summary>
public readonly record struct Entry(string Account, string Bucket, long Debit, long Credit);

/// <summary>
/// Which entries an event causes (民间非营利组织会计制度, revised 2024, in force from 2026-01-01). Every voucher balances, also
/// within each bucket but for the two ends of an allocation. Income, expense and net asset lines of a bucket together
/// are
/// its balance; 410102 and 3102 are what of it a donor's restriction binds.
/// </summary>
/// <remarks>
/// Restricted (限定性) is what the giver bound. Money that the federation itself sets aside for a named fund stays
/// unrestricted: the system's definition of restricted net assets leaves decisions of the organisation's own board out.
/// So a
/// fund's bucket can hold both, and the rules are told how much of a movement is restricted.
/// </remarks>
public static class PostingRules
{
    /// <summary>Money gift: cash, bank or platform balance / donations, each part by its own restriction. A fee that
    /// the
    /// agreement sets aside is free for administration, hence unrestricted income.</summary>
    public static IEnumerable<Entry> Received(GiftReceived gift)
    {
        foreach (var part in gift.Parts)
        {
            yield return Debit(MoneyAccount(gift.Channel), part.Bucket, part.AmountFen);
            yield return Credit(IncomeAccount(Buckets.IsRestricted(part.Bucket)), part.Bucket, part.AmountFen);
        }
    }

    /// <summary>Allocation: net assets move between buckets; they change their kind only where restricted money becomes
    /// general money, which lifts the restriction (3102 / 3101).</summary>
    public static IEnumerable<Entry> Allocated(string from, string to, long fen, long restrictedFen)
    {
        var bound = Buckets.IsRestricted(to) ? Accounts.RestrictedNetAssets : Accounts.UnrestrictedNetAssets;
        return Pair(Accounts.UnrestrictedNetAssets, from, Accounts.UnrestrictedNetAssets, to, fen - restrictedFen)
            .Concat(Pair(Accounts.RestrictedNetAssets, from, bound, to, restrictedFen));
    }

    /// <summary>Payment: programme cost (from management fees: administrative expenses) / bank; what a restriction
    /// bound
    /// is released, 3102 / 3101, by the amount used. A reversal is the same in red: negative amounts.</summary>
    public static IEnumerable<Entry> Paid(string bucket, long fen, long restrictedFen)
    {
        var expense = bucket == Buckets.Management ? Accounts.Administration : Accounts.ProgrammeCost;
        return Pair(expense, bucket, Accounts.Bank, bucket, fen).Concat(Released(bucket, restrictedFen));
    }

    /// <summary>
    /// Refund. A payment by mistake in the same accounting year never was income: the receipt is reversed in red. Any
    /// other:
    /// administrative expenses / other payables when the duty arises, other payables / bank when it is paid, here on
    /// one
    /// day; and since expenses are closed to 3101, what was restricted is released.
    /// </summary>
    public static IEnumerable<Entry> Refunded(
        GiftRefunded refund, GiftReceived gift, string bucket, long fen, long restrictedFen)
    {
        if (refund.Ground == RefundGround.PaymentError && refund.OccurredOn.Year == gift.OccurredOn.Year)
        {
            var money = MoneyAccount(gift.Channel);
            return Pair(money, bucket, IncomeAccount(true), bucket, -restrictedFen)
                .Concat(Pair(money, bucket, IncomeAccount(false), bucket, restrictedFen - fen));
        }

        return Pair(Accounts.Administration, bucket, Accounts.OtherPayables, bucket, fen)
            .Concat(Pair(Accounts.OtherPayables, bucket, Accounts.Bank, bucket, fen))
            .Concat(Released(bucket, restrictedFen));
    }

    private static IEnumerable<Entry> Released(string bucket, long fen) =>
        Pair(Accounts.RestrictedNetAssets, bucket, Accounts.UnrestrictedNetAssets, bucket, fen);

    private static IEnumerable<Entry> Pair(
        string debit, string debitBucket, string credit, string creditBucket, long fen) =>
        fen == 0 ? [] : [Debit(debit, debitBucket, fen), Credit(credit, creditBucket, fen)];

    private static Entry Debit(string account, string bucket, long fen) => new(account, bucket, fen, 0);

    private static Entry Credit(string account, string bucket, long fen) => new(account, bucket, 0, fen);

    /// <summary>A platform's balance (Alipay, WeChat) is other money until it is settled into the bank
    /// account.</summary>
    private static string MoneyAccount(string channel) => channel switch
    {
        "cash" => Accounts.Cash,
        "alipay" or "wechat" => Accounts.OtherMoney,
        _ => Accounts.Bank,
    };

    private static string IncomeAccount(bool restricted) =>
        restricted ? Accounts.RestrictedDonations : Accounts.UnrestrictedDonations;
}
