using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using Npgsql;

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

    private readonly List<(Posted Fact, string Book, DateOnly Month)> vouchers = [];

    /// <summary>Has a voucher for an event in a book; called for each of its lines, event after event.</summary>
    public void Touch(Posted fact, string book, DateOnly month)
    {
        for (var i = vouchers.Count - 1; i >= 0 && ReferenceEquals(vouchers[i].Fact, fact); i--)
            if (vouchers[i].Book == book) return;
        vouchers.Add((fact, book, month));
    }

    /// <summary>Numbers and writes them.</summary>
    public async Task WriteAsync(ProjectionWriter writer, CancellationToken ct)
    {
        if (vouchers.Count == 0) return;
        var rows = new TableRows("voucher",
            "tenant", "position", "book", "month", "number", "occurred_on", "summary", "preparer");
        var counts = await CountsAsync(writer.Connection, ct);
        foreach (var (fact, book, month) in vouchers)
        {
            var key = (fact.Stored.Tenant, book, month);
            var number = counts[key] = counts.GetValueOrDefault(key) + 1;
            rows.Row().Text(fact.Stored.Tenant).Long(fact.Stored.Position).Text(book).Date(month).Int(number)
                .Date(fact.Event.OccurredOn).Text(fact.Rule.Summary(fact.Event))
                .Text(EventHeaders.UserOf(fact.Stored.HeadersJson.Span));
        }

        await writer.CopyAsync(rows, ct);
        await writer.ExecuteAsync(SetCounts, [
            counts.Keys.Select(k => k.Tenant).ToArray(), counts.Keys.Select(k => k.Book).ToArray(),
            counts.Keys.Select(k => k.Month).ToArray(), counts.Values.ToArray()], ct);
    }

    private async Task<Dictionary<(string Tenant, string Book, DateOnly Month), int>> CountsAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        var keys = vouchers.Select(v => (v.Fact.Stored.Tenant, v.Book, v.Month)).Distinct().ToList();
        var counts = new Dictionary<(string, string, DateOnly), int>();
        await using var command = new NpgsqlCommand(CountsSql, connection);
        command.Parameters.AddWithValue(keys.Select(k => k.Tenant).ToArray());
        command.Parameters.AddWithValue(keys.Select(k => k.Book).ToArray());
        command.Parameters.AddWithValue(keys.Select(k => k.Month).ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            counts[(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateOnly>(2))] = reader.GetInt32(3);
        }

        return counts;
    }
}
