using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Projections.Journal;
using Npgsql;

namespace CharityLedger.Server.Accounting;

/// <summary>
/// Checks the books against themselves: every voucher balances, numbers have no gap, the sums by month are those of the
/// lines, and those of the money accounts, and what was frozen at a close is what the journal says of that month now.
/// </summary>
public sealed class BooksCheck(NpgsqlDataSource database, EventReader reader, JournalQuery journal, ReviewReading reviews)
{
    private const string UnbalancedSql = """
        select tenant, position || ' ' || book, 'debits ' || sum(debit) || ', credits ' || sum(credit)
        from journal.line group by tenant, position, book having sum(debit) <> sum(credit) limit 100
        """;

    private const string NumbersSql = """
        select tenant, book || ' ' || to_char(month, 'YYYY-MM'), count(*) || ' vouchers are numbered ' || min(number) || ' to ' || max(number)
        from journal.voucher group by tenant, book, month
        having min(number) <> 1 or max(number) <> count(*) or count(distinct number) <> count(*) limit 100
        """;

    private const string VouchersSql = """
        select tenant, position || ' ' || book,
            case when vouchers is null then 'lines without a voucher' when lines is null then 'a voucher without lines'
                else vouchers || ' vouchers of the same lines' end
        from (select tenant, position, book, occurred_on, count(*) as lines from journal.line group by 1, 2, 3, 4) l
        full join (select tenant, position, book, occurred_on, count(*) as vouchers from journal.voucher group by 1, 2, 3, 4) v
            using (tenant, position, book, occurred_on)
        where lines is null or vouchers is distinct from 1 limit 100
        """;

    private const string SumsSql = """
        select tenant, book || ' ' || account || ' ' || to_char(month, 'YYYY-MM'), 'the month''s sums are not those of its lines'
        from (select tenant, book, account, date_trunc('month', occurred_on)::date as month, sum(debit) as debit, sum(credit) as credit
              from journal.line group by 1, 2, 3, 4) l
        full join (select tenant, book, account, month, sum(debit) as debit, sum(credit) as credit
                   from journal.account_month group by tenant, book, account, month) m using (tenant, book, account, month)
        where (l.debit, l.credit) is distinct from (m.debit, m.credit) limit 100
        """;

    private const string MoneySql = """
        select tenant, book || ' ' || account || ' ' || to_char(month, 'YYYY-MM'), 'the money accounts hold something else than the journal says'
        from (select tenant, book, account, date_trunc('month', day)::date as month, sum(amount) as amount
              from money.way_day group by tenant, book, account, 4) w
        full join (select tenant, book, account, month, sum(debit - credit) as amount
                   from journal.account_month where account = any($1) group by tenant, book, account, month) m
            using (tenant, book, account, month)
        where coalesce(w.amount, 0) <> coalesce(m.amount, 0) limit 100
        """;

    private static readonly string Reviews = Streams.TypeOf(Streams.Reviews(default));

    private static readonly string[] Money =
        [.. new[] { AccountRole.Cash, AccountRole.Bank, AccountRole.OtherMoney }.SelectMany(Chart.CodesOf).Distinct()];

    /// <summary>What is wrong; empty where all is well. The journal must have caught up.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        (string Sql, object[] Parameters)[] checks =
            [(UnbalancedSql, []), (NumbersSql, []), (VouchersSql, []), (SumsSql, []), (MoneySql, [Money])];
        foreach (var (sql, parameters) in checks)
            findings.AddRange((await RowsAsync(sql, parameters, ct)).Select(r => new Finding($"journal {r[0]} {r[1]}", r[2])));
        foreach (var row in await RowsAsync("select tenant_id, id, type from ledger.mt_streams where id = 'books'", [], ct))
            await CompareFrozenAsync(row[0], findings, ct);
        foreach (var row in await RowsAsync("select tenant_id, id, type from ledger.mt_streams where type = $1 order by 1, 2", [Reviews], ct))
            await CompareReviewedAsync(row[0], row[1], findings, ct);
        return findings;
    }

    /// <summary>What a reviewer signed is what the journal says now.</summary>
    private async Task CompareReviewedAsync(string tenant, string stream, List<Finding> findings, CancellationToken ct)
    {
        foreach (var stored in await reader.ReadStreamAsync(tenant, stream, ct: ct))
        {
            if (stored.Event is not VouchersReviewed e) continue;
            var (now, _) = await reviews.DigestAsync(tenant, e.Month, e.Book, e.Numbers, null, ct);
            if (now == e.Sha256) continue;
            findings.Add(new Finding(
                string.Create(CultureInfo.InvariantCulture, $"review {tenant} {e.Book} {e.Month:yyyy-MM} {stored.Position}"),
                "the reviewed vouchers are not those of the journal"));
        }
    }

    private async Task CompareFrozenAsync(string tenant, List<Finding> findings, CancellationToken ct)
    {
        var events = (await reader.ReadStreamAsync(tenant, Streams.Books, ct: ct)).Select(e => e.Event).ToList();
        var state = events.Aggregate(BooksState.Open, Books.Evolve);
        var frozen = events.OfType<TrialBalanceFrozen>().Where(f => f.Month <= state.Closed && !state.IsUnfinished(f.Month))
            .GroupBy(f => f.Month).Select(month => month.GroupBy(f => f.Book).Select(f => f.Last()).ToList());
        foreach (var month in frozen)
        {
            var books = await journal.BooksAsync(tenant, month[0].Month, ct);
            foreach (var book in books.Keys.Union(month.Select(f => f.Book)))
            {
                var accounts = await journal.TrialBalanceOfAsync(tenant, book, month[0].Month, ct);
                var now = TrialBalanceFrozen.DigestOf(month[0].Month, book, books.GetValueOrDefault(book), accounts);
                if (month.Find(f => f.Book == book)?.Sha256 == now) continue;
                findings.Add(new Finding(
                    string.Create(CultureInfo.InvariantCulture, $"books {tenant} {book} {month[0].Month:yyyy-MM}"),
                    "the frozen trial balance is not that of the journal"));
            }
        }
    }

    private async Task<List<string[]>> RowsAsync(string sql, object[] parameters, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
        var rows = new List<string[]>();
        await using var r = await command.ExecuteReaderAsync(ct);
        while (await r.ReadAsync(ct)) rows.Add([r.GetString(0), r.GetString(1), r.IsDBNull(2) ? "" : r.GetString(2)]);
        return rows;
    }
}
