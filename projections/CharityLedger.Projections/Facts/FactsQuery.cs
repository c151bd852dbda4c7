using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Facts;

/// <summary>What expenses of a year come to by one of their facts.</summary>
/// <param name="Account">Code of the expense account.</param>
/// <param name="Fact">nature, field, region or division.</param>
/// <param name="Value">Its value; <c>not_stated</c> where none was stated.</param>
/// <param name="AmountFen">Sum in fen, less what came back in the year.</param>
/// <param name="Records">How many records.</param>
/// <param name="Recipients">How many people these reach, as far as it was stated.</param>
public sealed record FactSum(string Account, string Fact, string Value, long AmountFen, int Records, long Recipients);

/// <summary>An expense with what was stated of it.</summary>
/// <param name="Record">Id.</param>
/// <param name="Position">Position of its first line.</param>
/// <param name="Kind">Alias of the event that made it.</param>
/// <param name="OccurredOn">Business date.</param>
/// <param name="Account">Code of the expense account.</param>
/// <param name="Bucket">Whose money it was.</param>
/// <param name="AmountFen">Its amount in the year, in fen, less what came back.</param>
/// <param name="Facts">What was stated.</param>
public sealed record FactRecord(string Record, long Position, string Kind, DateOnly OccurredOn, string Account, Bucket Bucket,
    long AmountFen, ReportFacts Facts);

/// <summary>Sums expenses by their facts, and finds those of which something is not stated.</summary>
public sealed class FactsQuery(NpgsqlDataSource database)
{
    /// <summary>How a value reads that was not stated.</summary>
    public const string NotStated = "not_stated";

    /// <summary>The facts by which records can be searched that lack them.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["nature", "field", "region", "recipients"];

    private const string Records = """
        with r as (select record, account, sum(amount) as amount from facts.expense
            where tenant = $1 and book = $2 and occurred_on between $3 and $4 group by record, account)
        """;

    /// <summary>The sums of a year, by account, fact and value. Of each fact they come to what the journal has in that account.</summary>
    public async Task<IReadOnlyList<FactSum>> SumsAsync(string tenant, string book, int year, CancellationToken ct = default)
    {
        object[] parameters = [tenant, book, new DateOnly(year, 1, 1), new DateOnly(year, 12, 31)];
        var sums = new List<FactSum>();
        foreach (var fact in (string[])["nature", "field", "region"])
        {
            sums.AddRange(await database.QueryAsync($"""
                {Records}
                select account, coalesce(s.{fact}, '{NotStated}'), sum(amount)::bigint, count(*)::int, coalesce(sum(s.recipients), 0)::bigint
                from r left join facts.stated s on s.tenant = $1 and s.record = r.record group by 1, 2 order by 1, 2
                """, parameters, r => new FactSum(r.GetString(0), fact, r.GetString(1), r.GetInt64(2), r.GetInt32(3), r.GetInt64(4)), ct));
        }

        // The rest of a division that doesn't come out even is the fundraising part's.
        sums.AddRange(await database.QueryAsync($"""
            {Records}
            select account, v.value, sum(v.part)::bigint, count(*)::int, coalesce(sum(s.recipients), 0)::bigint
            from r left join facts.stated s on s.tenant = $1 and s.record = r.record
            cross join lateral (values
                ('programme', trunc(amount * s.programme / 10000)), ('administration', trunc(amount * s.administration / 10000)),
                ('fundraising', amount - trunc(amount * s.programme / 10000) - trunc(amount * s.administration / 10000)),
                ('{NotStated}', case when s.programme is null then amount end)) v (value, part)
            where v.part is not null group by 1, 2 order by 1, 2
            """, parameters, r => new FactSum(r.GetString(0), "division", r.GetString(1), r.GetInt64(2), r.GetInt32(3), r.GetInt64(4)), ct));
        return sums;
    }

    /// <summary>Expenses of a year, in the order of the log.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="book">The account set.</param>
    /// <param name="year">The year.</param>
    /// <param name="missing">One of <see cref="Columns"/>, of which nothing was stated; null for all expenses.</param>
    /// <param name="after">Position after which to start.</param>
    /// <param name="limit">Most records.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<FactRecord>> RecordsAsync(
        string tenant, string book, int year, string? missing, long after, int limit, CancellationToken ct = default)
    {
        if (missing is not null && !Columns.Contains(missing)) throw new ArgumentException("There is no such fact.", nameof(missing));
        return database.QueryAsync($"""
            select r.record, r.position, r.kind, r.occurred_on, r.account, r.bucket, r.amount::bigint, s.nature, s.field, s.region,
                s.recipients, s.programme, s.administration, s.fundraising
            from (select record, min(position) as position, (array_agg(kind order by position, line))[1] as kind, min(occurred_on) as occurred_on,
                      account, (array_agg(bucket order by position, line))[1] as bucket, sum(amount) as amount
                  from facts.expense where tenant = $1 and book = $2 and occurred_on between $3 and $4 group by record, account) r
            left join facts.stated s on s.tenant = $1 and s.record = r.record
            where r.position > $5 {(missing is null ? "" : $"and s.{missing} is null")} order by r.position, r.account limit $6
            """, [tenant, book, new DateOnly(year, 1, 1), new DateOnly(year, 12, 31), after, limit], Read, ct);
    }

    /// <summary>Which of these records are expenses.</summary>
    public async Task<IReadOnlySet<string>> ExpensesAsync(string tenant, IReadOnlyList<string> records, CancellationToken ct = default) =>
        (await database.QueryAsync("select distinct record from facts.expense where tenant = $1 and record = any($2)",
            [tenant, records.ToArray()], r => r.GetString(0), ct)).ToHashSet(StringComparer.Ordinal);

    private static FactRecord Read(NpgsqlDataReader r) => new(r.GetString(0), r.GetInt64(1), r.GetString(2), r.GetFieldValue<DateOnly>(3),
        r.GetString(4), r.GetBucket(5), r.GetInt64(6), new ReportFacts(
            r.TextOrNull(7) is { } nature ? Words.Parse<CostNature>(nature) : null, r.TextOrNull(8) is { } field ? Words.Parse<FieldOfWork>(field) : null,
            r.TextOrNull(9), r.IsDBNull(10) ? null : r.GetInt32(10), null,
            r.IsDBNull(11) ? null : new CostDivision(r.GetInt32(11), r.GetInt32(12), r.GetInt32(13))));
}
