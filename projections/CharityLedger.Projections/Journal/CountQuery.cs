using CharityLedger.Contracts.Accounting;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Money;
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
/// <param name="NamedAccount">Code of the account in the register that was counted; null for all of that kind.</param>
public sealed record CountComparison(string Count, string Book, string Account, string AccountName, DateOnly OccurredOn,
    long CountedFen, long BookFen, string Evidence, string Counter, string? NamedAccount)
{
    /// <summary>Counted less booked; 0 where they agree.</summary>
    public long DifferenceFen => CountedFen - BookFen;
}

/// <summary>Compares counts of money with the books.</summary>
public sealed class CountQuery(NpgsqlDataSource database, MoneyQuery money)
{
    /// <summary>The latest counts.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="limit">Most counts.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<CountComparison>> LatestAsync(string tenant, int limit, CancellationToken ct = default)
    {
        var counts = await CountsAsync(tenant, limit, ct);
        if (counts.All(c => c.NamedAccount is null)) return counts;
        var balances = await money.ReadAsync(tenant, ct);
        var days = counts.Where(c => c.NamedAccount is not null).Select(c => c.OccurredOn).Distinct().ToDictionary(d => d, balances.At);
        return
        [
            .. counts.Select(c => c.NamedAccount is not { } named ? c
                : c with { BookFen = days[c.OccurredOn].GetValueOrDefault((c.Book, c.Account, named)) }),
        ];
    }

    private Task<IReadOnlyList<CountComparison>> CountsAsync(string tenant, int limit, CancellationToken ct) =>
        database.QueryAsync("""
            select c.count, c.book, c.account, c.occurred_on, c.balance, c.evidence, c.counter,
                (select coalesce(sum(a.debit - a.credit), 0)::bigint from journal.account_month a
                 where a.tenant = c.tenant and a.book = c.book and a.account = c.account
                     and a.month < date_trunc('month', c.occurred_on)::date)
                + (select coalesce(sum(l.debit - l.credit), 0)::bigint
                   from journal.voucher v join journal.line l using (tenant, position, book)
                   where v.tenant = c.tenant and v.book = c.book and v.month = date_trunc('month', c.occurred_on)::date
                       and v.occurred_on <= c.occurred_on and l.account = c.account),
                c.named_account
            from journal.count c
            where c.tenant = $1 order by c.occurred_on desc, c.position desc limit $2
            """, [tenant, limit], r =>
            {
                var on = r.GetFieldValue<DateOnly>(3);
                return new CountComparison(r.GetString(0), r.GetString(1), r.GetString(2), Chart.Find(r.GetString(2), on)?.Name ?? "",
                    on, r.GetInt64(4), r.GetInt64(7), r.GetString(5), r.GetString(6), r.TextOrNull(8));
            }, ct);
}
