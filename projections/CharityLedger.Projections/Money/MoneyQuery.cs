using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Money;

/// <summary>Reads where the money lies.</summary>
public sealed class MoneyQuery(NpgsqlDataSource database)
{
    /// <summary>All of a federation's money by accounts; few rows a day, however much goes through them.</summary>
    public async Task<MoneyBalances> ReadAsync(string tenant, CancellationToken ct = default) => new(
        await database.QueryAsync("""
            select code, name, kind, book, number_end, opened_on, closed_on, position, closed_at
            from money.account where tenant = $1 order by position
            """, [tenant], r => new MoneyAccountRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.TextOrNull(4),
            r.GetFieldValue<DateOnly>(5), r.IsDBNull(6) ? null : r.GetFieldValue<DateOnly>(6))
            { OpenedAt = r.GetInt64(7), ClosedAt = r.IsDBNull(8) ? null : r.GetInt64(8) }, ct),
        await database.QueryAsync("select book, account, way, day, closing, amount from money.way_day where tenant = $1", [tenant],
            r => new WayDay(r.GetString(0), r.GetString(1), r.GetString(2), r.GetFieldValue<DateOnly>(3), r.GetInt64(4), r.GetInt64(5)), ct));
}
