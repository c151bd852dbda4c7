using System.Runtime.InteropServices;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Journal;

/// <summary>Names the sums of an account in a month.</summary>
/// <param name="Tenant">The federation.</param>
/// <param name="Book">Account set.</param>
/// <param name="Account">Code.</param>
/// <param name="Month">First day of the month.</param>
/// <param name="IsClosing">Whether it is a year's carry-over.</param>
internal readonly record struct AccountMonth(string Tenant, string Book, string Account, DateOnly Month, bool IsClosing);

/// <summary>What a batch adds to the sums of accounts by month.</summary>
internal sealed class AccountMonths
{
    private const string AddSql = """
        insert into account_month as t (tenant, book, account, month, closing, debit, credit, cash)
        select * from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::date[], $5::bool[], $6::bigint[], $7::bigint[],
            $8::bigint[])
        on conflict (tenant, book, account, month, closing) do update set
            debit = t.debit + excluded.debit, credit = t.credit + excluded.credit, cash = t.cash + excluded.cash
        """;

    private readonly Dictionary<AccountMonth, (long Debit, long Credit, long Cash)> sums = [];

    /// <summary>Adds a line.</summary>
    /// <param name="month">Its account and month.</param>
    /// <param name="entry">The line.</param>
    /// <param name="againstMoney">Whether money is on the other side of its voucher: then it counts as a flow of cash.</param>
    public void Add(AccountMonth month, Entry entry, bool againstMoney)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, month, out _);
        sum = (sum.Debit + entry.Debit, sum.Credit + entry.Credit, sum.Cash + (againstMoney ? entry.Credit - entry.Debit : 0));
    }

    /// <summary>Adds them to the table.</summary>
    public Task WriteAsync(ProjectionWriter writer, CancellationToken ct) => writer.ExecuteAsync(AddSql, [
        sums.Keys.Select(k => k.Tenant).ToArray(), sums.Keys.Select(k => k.Book).ToArray(),
        sums.Keys.Select(k => k.Account).ToArray(), sums.Keys.Select(k => k.Month).ToArray(),
        sums.Keys.Select(k => k.IsClosing).ToArray(), sums.Values.Select(s => s.Debit).ToArray(),
        sums.Values.Select(s => s.Credit).ToArray(), sums.Values.Select(s => s.Cash).ToArray()], ct);
}
