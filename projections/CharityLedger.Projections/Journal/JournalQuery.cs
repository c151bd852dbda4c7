using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Journal;

/// <summary>A line of the journal.</summary>
/// <param name="Position">Position of the event; with the book it names the voucher.</param>
/// <param name="Line">Number within the event, from 1.</param>
/// <param name="OccurredOn">Business date.</param>
/// <param name="Book">Account set.</param>
/// <param name="Account">Code of the account.</param>
/// <param name="Bucket">Bucket concerned.</param>
/// <param name="DebitFen">Debit in fen; negative in a red entry.</param>
/// <param name="CreditFen">Credit in fen; negative in a red entry.</param>
public sealed record JournalLine(long Position, int Line, DateOnly OccurredOn, string Book, string Account, string Bucket,
    long DebitFen, long CreditFen);

/// <summary>An account's sums in a trial balance.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="DebitFen">Sum of debits.</param>
/// <param name="CreditFen">Sum of credits.</param>
public sealed record AccountSums(string Account, long DebitFen, long CreditFen)
{
    /// <summary>Debits less credits.</summary>
    public long BalanceFen => DebitFen - CreditFen;
}

/// <summary>Asks the books.</summary>
public sealed class JournalQuery(NpgsqlDataSource database)
{
    /// <summary>The trial balance (科目余额表): every account's sums over some months, by account. Debits equal
    /// credits.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="from">First day of the first month; null for the beginning.</param>
    /// <param name="to">First day of the last month; null for the end.</param>
    /// <param name="book">The account set.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<AccountSums>> TrialBalanceAsync(string tenant, DateOnly? from = null, DateOnly? to = null,
        string book = Buckets.MainBook, CancellationToken ct = default) =>
        database.QueryAsync("""
            select account, sum(debit)::bigint, sum(credit)::bigint from journal.account_month
            where tenant = $1 and book = $2 and month between $3 and $4 group by account order by account
            """, [tenant, book, from ?? DateOnly.MinValue, to ?? DateOnly.MaxValue],
            r => new AccountSums(r.GetString(0), r.GetInt64(1), r.GetInt64(2)), ct);

    /// <summary>A page of the journal, in the order of the log; vouchers are whole.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="after">Position of the last voucher of the page before; 0 for the first page.</param>
    /// <param name="vouchers">Most vouchers.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<JournalLine>> LinesAsync(
        string tenant, long after = 0, int vouchers = 50, CancellationToken ct = default) =>
        database.QueryAsync("""
            select l.position, line, occurred_on, l.book, account, bucket, debit, credit
            from journal.line l join journal.voucher v using (tenant, position, book)
            where tenant = $1 and l.position in (select distinct position from journal.line
                                                 where tenant = $1 and position > $2 order by position limit $3)
            order by l.position, line
            """, [tenant, after, vouchers], Read, ct);

    private static JournalLine Read(NpgsqlDataReader r) => new(
        r.GetInt64(0), r.GetInt32(1), r.GetFieldValue<DateOnly>(2), r.GetString(3),
        r.GetString(4), r.GetString(5), r.GetInt64(6), r.GetInt64(7));
}
