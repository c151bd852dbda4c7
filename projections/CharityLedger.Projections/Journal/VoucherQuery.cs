using System.Runtime.CompilerServices;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Journal;

/// <summary>Reads vouchers in the order of their months and numbers.</summary>
public sealed class VoucherQuery(NpgsqlDataSource database)
{
    private const string Sql = """
        select v.position, v.book, v.month, v.number, v.occurred_on, v.summary, v.preparer,
            l.line, l.account, l.bucket, l.debit, l.credit
        from (select * from journal.voucher where tenant = $1 and book = $2 and month between $3 and $4
                  and (month, number) > ($3, $5) order by month, number limit $6) v
        join journal.line l on l.tenant = v.tenant and l.position = v.position and l.book = v.book
        order by v.month, v.number, l.line
        """;

    /// <summary>An account set's vouchers, one at a time.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="book">The account set.</param>
    /// <param name="from">First day of the first month; null for the beginning.</param>
    /// <param name="to">First day of the last month; null for the end.</param>
    /// <param name="after">Number in the first month after which to start.</param>
    /// <param name="limit">Most vouchers.</param>
    /// <param name="ct">Stops the reading.</param>
    public async IAsyncEnumerable<Voucher> ReadAsync(string tenant, string book, DateOnly? from = null, DateOnly? to = null,
        int after = 0, long limit = long.MaxValue, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var command = database.CreateCommand(Sql);
        command.CommandTimeout = 0;
        foreach (object value in new object[] { tenant, book, from ?? DateOnly.MinValue, to ?? DateOnly.MaxValue, after, limit })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        Voucher? voucher = null;
        var lines = new List<VoucherEntry>();
        while (await reader.ReadAsync(ct))
        {
            if (voucher?.Position != reader.GetInt64(0))
            {
                if (voucher is not null) yield return voucher with { Lines = [.. lines] };
                lines.Clear();
                voucher = Head(reader);
            }

            lines.Add(Line(reader, voucher.OccurredOn));
        }

        if (voucher is not null) yield return voucher with { Lines = [.. lines] };
    }

    private static Voucher Head(NpgsqlDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetFieldValue<DateOnly>(2),
        r.GetInt32(3), r.GetFieldValue<DateOnly>(4), r.GetString(5), r.GetString(6), []);

    private static VoucherEntry Line(NpgsqlDataReader r, DateOnly on) => new(r.GetInt32(7), r.GetString(8),
        Chart.Find(r.GetString(8), on)?.Name ?? "", r.GetBucket(9), r.GetInt64(10), r.GetInt64(11));
}
