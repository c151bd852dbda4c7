using CharityLedger.Contracts.Regulation;
using CharityLedger.Projections.Trusts;
using CharityLedger.Server.Regulation;

namespace CharityLedger.Server.Trusts;

/// <summary>Something to be done for a trust.</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Duty">The policy row that says so.</param>
/// <param name="Year">The year that it is about, where it is yearly.</param>
/// <param name="DueOn">Last day; null where no row is in force.</param>
/// <param name="DoneOn">When it was done; null while it is not.</param>
/// <param name="IsLate">Whether it was done late, or is overdue.</param>
public sealed record TrustDuty(string Trust, string Duty, int? Year, DateOnly? DueOn, DateOnly? DoneOn, bool IsLate);

/// <summary>What is to be filed and reported of every trust, by the rows of the day on which the period began.</summary>
public static class TrustDuties
{
    /// <summary>All duties of all trusts, done or not, by last day.</summary>
    public static async Task<IReadOnlyList<TrustDuty>> OfAsync(string tenant, TrustsQuery trusts, Ledger ledger, CancellationToken ct)
    {
        var policy = await ledger.PolicyAsync(tenant, ct);
        var reports = (await trusts.ReportsAsync(tenant, ct)).ToDictionary(r => (r.Trust, r.Year), r => r.HandedInOn);
        return [.. (await trusts.TrustsAsync(tenant, ct)).SelectMany(t => Of(t, reports, policy, ledger.Today))
            .OrderBy(d => d.DueOn ?? DateOnly.MaxValue)];
    }

    private static IEnumerable<TrustDuty> Of(TrustEntry trust,
        IReadOnlyDictionary<(string, int), DateOnly> reports, Policy policy, DateOnly today)
    {
        yield return Duty(PolicyIds.TrustFiling, trust.SignedOn, trust.FiledOn);
        if (trust.TrusteeSince is { } since) yield return Duty(PolicyIds.TrustTrusteeRefiling, since, trust.RefiledOn);
        if (trust.EndedOn is { } ended) yield return Duty(PolicyIds.TrustTerminationReport, ended, trust.EndReportedOn);
        for (var year = trust.SignedOn.Year; year < (trust.EndedOn ?? today).Year; year++)
        {
            // Due on a day of the next year, by a row that is shown also where it is not verified.
            var due = policy.Row(PolicyIds.TrustYearlyReport, today)?.After(new DateOnly(year + 1, 1, 1));
            yield return Made(PolicyIds.TrustYearlyReport, year, due,
                reports.TryGetValue((trust.Trust, year), out var on) ? on : null);
        }

        TrustDuty Duty(string row, DateOnly start, DateOnly? done) => Made(row, null, policy.Due(row, start), done);

        TrustDuty Made(string row, int? year, DateOnly? due, DateOnly? done) =>
            new(trust.Trust, row, year, due, done, (done ?? today) > due);
    }
}
