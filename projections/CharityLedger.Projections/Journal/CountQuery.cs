using CharityLedger.Contracts.Accounting;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Journal;

/// <summary>What was counted, beside what the books held at the end of that day.</summary>
/// <param name="Count">Id of the count.</param>
/// <param name="Book">Account set.</param>
/// <param name="Account">Code of the account.</param>
/// <param name="AccountName">Chinese name of the account.</param>
/// <param name="OccurredOn">The day.</param>
/// <param name="CountedFen">What was found, in fen.</param>
/// <param name="BookFen">What the books say of that day now, in fen.</param>
/// <param name="Evidence">What it was read from.</param>
/// <param name="Counter">Who counted.</param>
public sealed record CountComparison(string Count, string Book, string Account, string AccountName, DateOnly OccurredOn,
    long CountedFen, long BookFen, string Evidence, string Counter)
{
    /// <summary>Counted less booked; 0 where they agree.</summary>
    public long DifferenceFen => CountedFen - BookFen;
}

/// <summary>Compares counts of money with the books.</summary>
public sealed class CountQuery(NpgsqlDataSource database)
{
    /// <summary>The latest counts.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="limit">Most counts.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<CountComparison>> LatestAsync(string tenant, int limit, CancellationToken ct = default) =>
        database.QueryAsync("""
            select c.count, c.book, c.account, c.occurred_on, c.balance, c.evidence, c.counter,
                (select coalesce(sum(a.debit - a.credit), 0)::bigint from journal.account_month a
                 where a.tenant = c.tenant and a.book = c.book and a.account = c.account
                     and a.month < date_trunc('month', c.occurred_on)::date)
                + (select coalesce(sum(l.debit - l.credit), 0)::bigint
                   from journal.voucher v join journal.line l using (tenant, position, book)
                   where v.tenant = c.tenant and v.book = c.book and v.month = date_trunc('month', c.occurred_on)::date
                       and v.occurred_on <= c.occurred_on and l.account = c.account)
            from journal.count c where c.tenant = $1 order by c.occurred_on desc, c.position desc limit $2
            """, [tenant, limit], r =>
            {
                var on = r.GetFieldValue<DateOnly>(3);
                return new CountComparison(r.GetString(0), r.GetString(1), r.GetString(2), Chart.Find(r.GetString(2), on)?.Name ?? "",
                    on, r.GetInt64(4), r.GetInt64(7), r.GetString(5), r.GetString(6));
            }, ct);
}
