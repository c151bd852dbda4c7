using CharityLedger.Contracts.Accounting;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Journal;

/// <summary>Income of a month that may not be used before a date (时间限定).</summary>
/// <param name="Month">First day of the month it came in.</param>
/// <param name="UsableFrom">The date.</param>
/// <param name="Fen">Amount in fen.</param>
public sealed record TimeRestrictedIncome(DateOnly Month, DateOnly UsableFrom, long Fen);

/// <summary>Asks the journal for income that waits for a date.</summary>
public sealed class TimeRestrictedQuery(NpgsqlDataSource database)
{
    /// <summary>By month and date; empty where no bucket waits, which is most often.</summary>
    public async Task<IReadOnlyList<TimeRestrictedIncome>> ReadAsync(string tenant, CancellationToken ct = default)
    {
        var buckets = (await database.QueryAsync("select bucket from bucket_balances.bucket where tenant = $1", [tenant],
            r => r.GetBucket(0), ct)).Where(b => b.UsableFrom is not null).Select(b => b.ToString()).ToArray();
        if (buckets.Length == 0) return [];
        var rows = await database.QueryAsync("""
            select account, date_trunc('month', occurred_on)::date, bucket, sum(credit - debit)::bigint
            from journal.line where tenant = $1 and bucket = any($2) group by 1, 2, 3
            """, [tenant, buckets], r => (Account: r.GetString(0), Month: r.GetFieldValue<DateOnly>(1),
                Bucket: r.GetBucket(2), Fen: r.GetInt64(3)), ct);
        return
        [
            .. rows.Where(r => Chart.Find(r.Account, r.Month)?.Kind == AccountKind.Income)
                .Select(r => new TimeRestrictedIncome(r.Month, r.Bucket.UsableFrom!.Value, r.Fen)),
        ];
    }
}
