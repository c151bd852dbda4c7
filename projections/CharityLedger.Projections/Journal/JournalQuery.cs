using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Statements;
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
public sealed record JournalLine(long Position, int Line, DateOnly OccurredOn, string Book, string Account, Bucket Bucket,
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

/// <summary>What an account holds in a bucket: debits less credits, in fen.</summary>
public sealed record BucketAccount(AccountRole Role, Bucket Bucket, long BalanceFen);

/// <summary>What an account moved in a month.</summary>
/// <param name="Role">The account, whatever its code was.</param>
/// <param name="Month">First day of the month.</param>
/// <param name="IsClosing">Whether it is a year's carry-over.</param>
/// <param name="DebitFen">Sum of debits.</param>
/// <param name="CreditFen">Sum of credits.</param>
public sealed record MonthSums(AccountRole Role, DateOnly Month, bool IsClosing, long DebitFen, long CreditFen)
{
    /// <summary>Debits less credits.</summary>
    public long BalanceFen => DebitFen - CreditFen;
}

/// <summary>Asks the books.</summary>
public sealed class JournalQuery(NpgsqlDataSource database)
{
    /// <summary>The first month in which a federation posted anything; null for none.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<DateOnly?> FirstMonthAsync(string tenant, CancellationToken ct = default) =>
        (await database.QueryAsync("select month from journal.account_month where tenant = $1 order by month limit 1",
            [tenant], r => (DateOnly?)r.GetFieldValue<DateOnly>(0), ct)).SingleOrDefault();

    /// <summary>The trial balance (科目余额表): every account's sums over some months, by account, in the codes of the last
    /// month. Debits equal credits.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="from">First day of the first month; null for the beginning.</param>
    /// <param name="to">First day of the last month; null for the end.</param>
    /// <param name="book">The account set.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<AccountSums>> TrialBalanceAsync(string tenant, DateOnly? from = null,
        DateOnly? to = null, string book = Bucket.MainBook, CancellationToken ct = default)
    {
        var months = (await MonthsAsync(tenant, book, to ?? DateOnly.MaxValue, ct)).Where(m => !(m.Month < from)).ToList();
        if (months.Count == 0) return [];
        var last = to ?? months.Max(m => m.Month);
        return [.. months.GroupBy(m => m.Role)
            .Select(g => new AccountSums(Chart.Of(g.Key, last).Code, g.Sum(m => m.DebitFen), g.Sum(m => m.CreditFen)))
            .OrderBy(a => a.Account, StringComparer.Ordinal)];
    }

    /// <summary>The trial balance of one month, with opening balances, in the codes of that month; accounts that hold and
    /// moved nothing are left out.</summary>
    public async Task<IReadOnlyList<FrozenAccount>> TrialBalanceOfAsync(
        string tenant, string book, DateOnly month, CancellationToken ct = default)
    {
        var months = await MonthsAsync(tenant, book, month, ct);
        return [.. months.GroupBy(m => m.Role)
            .Select(g => new FrozenAccount(Chart.Of(g.Key, month).Code,
                g.Where(m => m.Month < month).Sum(m => m.BalanceFen),
                g.Where(m => m.Month == month).Sum(m => m.DebitFen), g.Where(m => m.Month == month).Sum(m => m.CreditFen)))
            .Where(a => (a.OpeningFen, a.DebitFen, a.CreditFen) != default)
            .OrderBy(a => a.Account, StringComparer.Ordinal)];
    }

    /// <summary>What every account moved, month by month, up to a month.</summary>
    public Task<IReadOnlyList<MonthSums>> MonthsAsync(
        string tenant, string book, DateOnly to, CancellationToken ct = default) =>
        database.QueryAsync("""
            select account, month, closing, debit, credit from journal.account_month
            where tenant = $1 and book = $2 and month <= $3 order by month, account, closing
            """, [tenant, book, to], r =>
            {
                var month = r.GetFieldValue<DateOnly>(1);
                return new MonthSums(RoleOf(r.GetString(0), month), month, r.GetBoolean(2), r.GetInt64(3), r.GetInt64(4));
            }, ct);

    /// <summary>What moved money, month by month, up to a month.</summary>
    public Task<IReadOnlyList<CashSums>> CashAsync(
        string tenant, string book, DateOnly to, CancellationToken ct = default) =>
        database.QueryAsync("""
            select account, month, cash from journal.account_month
            where tenant = $1 and book = $2 and month <= $3 and cash <> 0 order by month, account
            """, [tenant, book, to],
            r => new CashSums(RoleOf(r.GetString(0), r.GetFieldValue<DateOnly>(1)), r.GetFieldValue<DateOnly>(1), r.GetInt64(2)), ct);

    /// <summary>The account sets that hold vouchers up to a month, with the number of the month's last voucher; the
    /// federation's own is always among them.</summary>
    public async Task<IReadOnlyDictionary<string, int>> BooksAsync(
        string tenant, DateOnly month, CancellationToken ct = default)
    {
        var books = await database.QueryAsync("""
            select book, coalesce(max(vouchers) filter (where month = $2), 0) from journal.voucher_count
            where tenant = $1 and month <= $2 group by book
            """, [tenant, month], r => (Book: r.GetString(0), Vouchers: r.GetInt32(1)), ct);
        var sets = new SortedDictionary<string, int>(StringComparer.Ordinal) { [Bucket.MainBook] = 0 };
        foreach (var (book, vouchers) in books) sets[book] = vouchers;
        return sets;
    }

    /// <summary>The balances, debit less credit, that accounts of some roles hold in every bucket at the end of a
    /// month.</summary>
    public async Task<IReadOnlyList<BucketAccount>> BucketAccountsAsync(
        string tenant, IReadOnlySet<AccountRole> roles, DateOnly month, CancellationToken ct = default)
    {
        var rows = await database.QueryAsync("""
            select account, date_trunc('month', occurred_on)::date, bucket, sum(debit - credit)::bigint
            from journal.line where tenant = $1 and occurred_on < $2 group by 1, 2, 3
            """, [tenant, month.AddMonths(1)],
            r => (Role: RoleOf(r.GetString(0), r.GetFieldValue<DateOnly>(1)), Bucket: r.GetBucket(2), Fen: r.GetInt64(3)), ct);
        return [.. rows.Where(r => roles.Contains(r.Role)).GroupBy(r => (r.Bucket, r.Role))
            .Select(g => new BucketAccount(g.Key.Role, g.Key.Bucket, g.Sum(r => r.Fen))).Where(b => b.BalanceFen != 0)
            .OrderBy(b => b.Bucket).ThenBy(b => b.Role)];
    }

    /// <summary>A page of the journal, in the order of the log; vouchers are whole.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="after">Where it begins; null for the first.</param>
    /// <param name="vouchers">Most vouchers.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<JournalLine>> LinesAsync(
        string tenant, PageStart? after, PageSize vouchers, CancellationToken ct = default) =>
        database.QueryAsync("""
            select position, line, occurred_on, book, account, bucket, debit, credit from journal.line
            where tenant = $1 and position in (select distinct position from journal.line
                                               where tenant = $1 and position > $2 order by position limit $3)
            order by position, line
            """, [tenant, after?.Position ?? 0, vouchers.Rows], Read, ct);

    /// <summary>A chart changes on the first of a month.</summary>
    private static AccountRole RoleOf(string code, DateOnly month) => (Chart.Find(code, month)
        ?? throw new InvalidOperationException($"The chart has no account {code}.")).Role;

    private static JournalLine Read(NpgsqlDataReader r) => new(
        r.GetInt64(0), r.GetInt32(1), r.GetFieldValue<DateOnly>(2), r.GetString(3),
        r.GetString(4), r.GetBucket(5), r.GetInt64(6), r.GetInt64(7));
}
