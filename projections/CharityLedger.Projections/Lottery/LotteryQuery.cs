using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Lottery;

/// <summary>What the lines of the lottery report stand for.</summary>
public enum LotteryGroup
{
    /// <summary>Budget years.</summary>
    Year,

    /// <summary>Whom the money serves.</summary>
    Purpose,

    /// <summary>Whose budget it comes from.</summary>
    Level,

    /// <summary>Regions; what is not allotted has none.</summary>
    Region,

    /// <summary>Regions with priority in rural revitalisation, and others.</summary>
    Priority,
}

/// <summary>Asks what became of the welfare-lottery fund.</summary>
public sealed class LotteryQuery(NpgsqlDataSource database)
{
    /// <summary>Eight sums, in the order of <see cref="LotteryFigures"/>.</summary>
    private const string Sums = """
        sum(p.came_in) filter (where p.stage = 0), sum(p.carried_in), sum(p.came_in) filter (where p.stage = 1),
        sum(p.came_in) filter (where p.stage = 2), sum(p.went_on) filter (where p.stage = 2), sum(p.carried_out),
        sum(p.recovered), sum(p.came_in + p.carried_in - p.went_on - p.carried_out - p.recovered)
        """;

    private const string Joined = """
        lottery.place p join lottery.indicator i on i.tenant = p.tenant and i.indicator = p.indicator
        left join lottery.part u on u.tenant = p.tenant and u.indicator = p.indicator and u.part = p.part
        """;

    /// <summary>The report of one budget year or of all, by group.</summary>
    public Task<IReadOnlyList<LotteryLine>> ReportAsync(
        string tenant, LotteryGroup group, int? year = null, CancellationToken ct = default)
    {
        // What is not allotted has no region: its lines name none, and the sums of all lines are those of the whole.
        var by = group switch
        {
            LotteryGroup.Year => "p.year::text",
            LotteryGroup.Purpose => "i.purpose",
            LotteryGroup.Level => "i.level",
            LotteryGroup.Region => "coalesce(u.region, '')",
            LotteryGroup.Priority => "case when u.priority then 'priority' when u.part is null then '' else 'other' end",
            _ => throw new ArgumentOutOfRangeException(nameof(group), group, "No such group."),
        };
        return database.QueryAsync($"""
            select {by}, {Sums} from {Joined} where p.tenant = $1 and ($2::int is null or p.year = $2)
            group by 1 order by 1
            """, [tenant, year], r => new LotteryLine(r.GetString(0), Figures(r, 1)), ct);
    }

    /// <summary>What was allotted to regions, those with priority first.</summary>
    public Task<IReadOnlyList<LotteryRegion>> RegionsAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync($"""
            select u.region, u.priority, {Sums} from {Joined} where p.tenant = $1 and u.part is not null
            group by u.region, u.priority order by u.priority desc, u.region
            """, [tenant], r => new LotteryRegion(r.GetString(0), r.GetBoolean(1), Figures(r, 2)), ct);

    /// <summary>All indicators, by year and id.</summary>
    public Task<IReadOnlyList<LotteryEntry>> IndicatorsAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync($"""
            select i.indicator, i.document, i.level, i.year, i.purpose, i.project_code, i.target, i.issued_on,
                   (select e.score from lottery.evaluation e where e.tenant = i.tenant and e.indicator = i.indicator
                    and e.part is null order by e.occurred_on desc, e.evaluation desc limit 1), {Sums}
            from {Joined} where i.tenant = $1 group by i.tenant, i.indicator order by i.year, i.indicator
            """, [tenant], r => new LotteryEntry(r.GetString(0), r.GetString(1), Words.Parse<LotteryLevel>(r.GetString(2)),
                r.GetInt32(3), Words.Parse<LotteryPurpose>(r.GetString(4)), r.GetString(5), r.GetString(6),
                r.GetFieldValue<DateOnly>(7), r.IsDBNull(8) ? null : r.GetInt32(8), Figures(r, 9)), ct);

    /// <summary>All expenditures, by date.</summary>
    public Task<IReadOnlyList<LotteryExpenditureRow>> ExpendituresAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync("""
            select indicator, part, expenditure, year, type, payee, use, amount, came_back, occurred_on, photo, place
            from lottery.expenditure where tenant = $1 order by occurred_on, expenditure
            """, [tenant], r => new LotteryExpenditureRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3),
                Words.Parse<LotteryExpense>(r.GetString(4)), r.GetString(5), r.GetString(6), r.GetInt64(7), r.GetInt64(8),
                r.GetFieldValue<DateOnly>(9), r.TextOrNull(10), r.TextOrNull(11)), ct);

    /// <summary>What is left at every stage, where anything is.</summary>
    public Task<IReadOnlyList<LotteryRemainder>> RemaindersAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync($"""
            select p.indicator, u.part, p.stage, p.year, i.year, p.came_in + p.carried_in - p.went_on - p.carried_out - p.recovered
            from {Joined} where p.tenant = $1 and p.came_in + p.carried_in - p.went_on - p.carried_out - p.recovered > 0
            order by i.year, p.indicator, p.part, p.stage, p.year
            """, [tenant], r => new LotteryRemainder(r.GetString(0), r.TextOrNull(1), r.GetInt32(2) == 2, r.GetInt32(3),
                r.GetInt32(4), r.GetInt64(5)), ct);

    /// <summary>Recorded sales, by month.</summary>
    public Task<IReadOnlyList<LotterySalesRow>> SalesAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync("""
            select sales, month, game, sold, proportion, expired_prizes, declared, declared_on, paid, paid_on
            from lottery.sales where tenant = $1 order by month, game
            """, [tenant], r => new LotterySalesRow(r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetString(2), r.GetInt64(3),
                r.GetInt32(4), r.GetInt64(5), r.GetInt64(6), r.GetFieldValue<DateOnly>(7), r.GetInt64(8),
                r.GetFieldValue<DateOnly>(9)), ct);

    /// <summary>A sum of bigints is a numeric, and null where nothing was summed.</summary>
    private static LotteryFigures Figures(NpgsqlDataReader r, int first)
    {
        return new LotteryFigures(Sum(0), Sum(1), Sum(2), Sum(3), Sum(4), Sum(5), Sum(6), Sum(7));

        long Sum(int index) => r.IsDBNull(first + index) ? 0 : (long)r.GetDecimal(first + index);
    }
}
