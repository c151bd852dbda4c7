using CharityLedger.Contracts;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Duties;
using CharityLedger.Domain.Funds;
using CharityLedger.Domain.Regulation;
using CharityLedger.Projections.Balances;

namespace CharityLedger.Server.Regulation;

/// <summary>The years of funds' agreements that are under a spending duty, with what was spent in each.</summary>
public static class FundYears
{
    /// <summary>Years that began until today. A year begins with the month of the agreement.</summary>
    public static async Task<IReadOnlyList<FundYear>> ReadAsync(
        string tenant, IReadOnlyList<FundState> funds, Policy policy, DateOnly today, BalancesQuery balances,
        CancellationToken ct)
    {
        var years = new List<FundYear>();
        foreach (var fund in funds)
        {
            var start = new DateOnly(fund.EstablishedOn.Year, fund.EstablishedOn.Month, 1);
            if (policy.Row(PolicyIds.FundYearlySpend, fund.EstablishedOn) is null) continue;
            var months = await balances.MonthsAsync(tenant, Bucket.Of(fund.Id), ct);
            for (var n = 1; start <= today; n++, start = start.AddYears(1))
            {
                var end = start.AddYears(1).AddDays(-1);
                var used = months.Where(m => m.Month >= start && m.Month <= end).Sum(m => m.Figures.UsedFen);
                var from = n == 1 ? fund.EstablishedOn : start;
                var left = months.Where(m => m.Month < start).Sum(m => m.Figures.LeftFen);
                // A year's duty is measured by the terms of its first day.
                if (fund.AsOf(from).Terms is not { } terms) continue;
                if (PotRatios.FundSpend(fund.Id, terms, from, n, used, left, policy) is { } ratio)
                    years.Add(new FundYear(fund.Id, fund.AsOf(today).Name, from, end, ratio));
            }
        }

        return years;
    }
}
