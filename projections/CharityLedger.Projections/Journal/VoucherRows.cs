using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Journal;

/// <summary>The vouchers of a batch. Their numbers go on where the batch before ended: 1, 2, 3, … in each account set and
/// month, in the order of the log.</summary>
internal sealed class VoucherRows
{
    private const string CountsSql = """
        select tenant, book, month, vouchers from voucher_count
        join unnest($1::varchar[], $2::varchar[], $3::date[]) as w(tenant, book, month) using (tenant, book, month)
        """;

    private const string SetCounts = """
        insert into voucher_count (tenant, book, month, vouchers)
        select * from unnest($1::varchar[], $2::varchar[], $3::date[], $4::int[])
        on conflict (tenant, book, month) do update set vouchers = excluded.vouchers
        """;

    private readonly List<(Posted Fact, Series Of)> vouchers = [];
    private readonly Dictionary<(string Tenant, string Book, DateOnly Month), Series> series = [];

    /// <summary>Has a voucher for an event in a book; called for each of its lines, event after event.</summary>
    public void Touch(Posted fact, string book, DateOnly month)
    {
        for (var i = vouchers.Count - 1; i >= 0 && ReferenceEquals(vouchers[i].Fact, fact); i--)
            if (vouchers[i].Of.Book == book) return;
        var key = (fact.Stored.Tenant, book, month);
        if (!series.TryGetValue(key, out var of)) series[key] = of = new Series(fact.Stored.Tenant, book, month);
        vouchers.Add((fact, of));
    }

    /// <summary>Numbers and writes them.</summary>
    public async Task WriteAsync(ProjectionWriter writer, CancellationToken ct)
    {
        if (vouchers.Count == 0) return;
        await writer.QueryAsync(CountsSql, Keys(), r =>
            series[(r.GetString(0), r.GetString(1), r.GetFieldValue<DateOnly>(2))].Vouchers = r.GetInt32(3), ct);
        var rows = new TableRows("voucher",
            "tenant", "position", "book", "month", "number", "occurred_on", "summary", "preparer");
        foreach (var (fact, of) in vouchers)
        {
            rows.Row().Text(of.Tenant).Long(fact.Stored.Position).Text(of.Book).Date(of.Month).Int(++of.Vouchers)
                .Date(fact.Event.OccurredOn).Text(fact.Rule.Summary(fact.Event))
                .Text(EventHeaders.UserOf(fact.Stored.HeadersJson.Span));
        }

        await writer.CopyAsync(rows, ct);
        await writer.ExecuteAsync(SetCounts, [.. Keys(), series.Values.Select(s => s.Vouchers).ToArray()], ct);
    }

    private object[] Keys() =>
    [
        series.Values.Select(s => s.Tenant).ToArray(), series.Values.Select(s => s.Book).ToArray(),
        series.Values.Select(s => s.Month).ToArray(),
    ];

    /// <summary>The vouchers of an account set and month.</summary>
    private sealed class Series(string tenant, string book, DateOnly month)
    {
        public string Tenant => tenant;

        public string Book => book;

        public DateOnly Month => month;

        /// <summary>How many there are: the last one's number.</summary>
        public int Vouchers { get; set; }
    }
}
