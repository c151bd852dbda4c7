using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Register;
using Npgsql;

namespace CharityLedger.Projections.Balances;

/// <summary>A federation at a glance.</summary>
/// <param name="Total">Everything of the federation's own together: no trust's, lottery's or other money that it keeps apart.</param>
/// <param name="General">Money that isn't a fund's.</param>
/// <param name="Management">Management fees set aside.</param>
/// <param name="Funds">Every fund, also those that nothing moved in, by date of establishment.</param>
public sealed record FederationFigures(
    Figures Total, Figures General, Figures Management, IReadOnlyList<FundFigures> Funds);

/// <summary>A fund and what moved in it.</summary>
public sealed record FundFigures(FundEntry Fund, Figures Figures);

/// <summary>A bucket and what moved in it.</summary>
public sealed record BucketFigures(Bucket Bucket, Figures Figures);

/// <summary>What moved in a month.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Figures">What moved.</param>
public sealed record MonthFigures(DateOnly Month, Figures Figures);

/// <summary>Asks what came in, what was used, and what is left.</summary>
public sealed class BalancesQuery(NpgsqlDataSource database)
{
    private const string Measures = "gifts, received, fees, allocated_in, allocated_out, paid, returned, refunded, earned, lost";

    private const string Sums = """
        sum(gifts)::bigint, sum(received)::bigint, sum(fees)::bigint, sum(allocated_in)::bigint,
        sum(allocated_out)::bigint, sum(paid)::bigint, sum(returned)::bigint, sum(refunded)::bigint,
        sum(earned)::bigint, sum(lost)::bigint
        """;

    private readonly RegisterQuery register = new(database);

    /// <summary>A federation at a glance; money that it only holds for others is no part of it.</summary>
    public async Task<FederationFigures> FederationAsync(string tenant, CancellationToken ct = default)
    {
        var pots = (await database.QueryAsync(
            $"select pot, {Sums} from bucket_balances.month where tenant = $1 and pot not like 'agency/%' group by pot", [tenant],
            r => (Pot: r.GetBucket(0), Figures: Read(r, 1)), ct)).ToDictionary(p => p.Pot, p => p.Figures);
        var funds = await register.FundsAsync(tenant, ct);
        return new FederationFigures(
            pots.Where(p => p.Key.IsOwn).Aggregate(Figures.None, (sum, p) => sum + p.Value),
            Of(Bucket.General), Of(Bucket.Management),
            [.. funds.Select(f => new FundFigures(f, Of(Bucket.Of(f.Fund))))]);

        Figures Of(Bucket pot) => pots.GetValueOrDefault(pot);
    }

    /// <summary>One fund's figures; null where there is no such fund.</summary>
    public async Task<FundFigures?> FundAsync(string tenant, string fund, CancellationToken ct = default)
    {
        if (await register.FundAsync(tenant, fund, ct) is not { } entry) return null;
        var months = await MonthsAsync(tenant, Bucket.Of(fund), ct);
        return new FundFigures(entry, months.Aggregate(Figures.None, (sum, m) => sum + m.Figures));
    }

    /// <summary>Month by month, months without movement left out.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="pot">Bucket of a fund, of general money or of management fees, without restriction; null for
    /// all.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<MonthFigures>> MonthsAsync(
        string tenant, Bucket? pot = null, CancellationToken ct = default) =>
        database.QueryAsync($"""
            select month, {Sums} from bucket_balances.month
            where tenant = $1 and (pot = $2 or $2::varchar is null and pot not like 'agency/%') group by month order by month
            """, [tenant, pot?.ToString()], r => new MonthFigures(r.GetFieldValue<DateOnly>(0), Read(r, 1)), ct);

    /// <summary>Every bucket that something moved in, by id.</summary>
    public Task<IReadOnlyList<BucketFigures>> BucketsAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync($"select bucket, {Measures} from bucket_balances.bucket where tenant = $1 order by bucket",
            [tenant], r => new BucketFigures(r.GetBucket(0), Read(r, 1)), ct);

    private static Figures Read(NpgsqlDataReader r, int first) => new(
        r.GetInt64(first), r.GetInt64(first + 1), r.GetInt64(first + 2), r.GetInt64(first + 3), r.GetInt64(first + 4),
        r.GetInt64(first + 5), r.GetInt64(first + 6), r.GetInt64(first + 7),
        r.GetInt64(first + 8), r.GetInt64(first + 9));
}
