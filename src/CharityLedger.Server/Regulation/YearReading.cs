using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Domain.Regulation;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Server.Regulation;

/// <summary>Reads the figures of years from the federation's own books, without the year-ends' carry-over.</summary>
public sealed class YearReading(JournalQuery journal, TimeRestrictedQuery waiting)
{
    private static readonly AccountRole[] Donations =
        [AccountRole.UnrestrictedDonations, AccountRole.RestrictedDonations];

    /// <summary>A year and those before it in which anything was booked, latest first.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="year">The year.</param>
    /// <param name="before">How many years before it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<YearFigures>> ReadAsync(string tenant, int year, int before, CancellationToken ct)
    {
        var months = await journal.MonthsAsync(tenant, Bucket.MainBook, new DateOnly(year, 12, 1), ct);
        var waits = await waiting.ReadAsync(tenant, ct);
        var first = months.Count == 0 ? year : Math.Max(year - before, months.Min(m => m.Month.Year));
        return [.. Enumerable.Range(first, Math.Max(1, year - first + 1)).Reverse().Select(y => Of(y, months, waits))];
    }

    private static YearFigures Of(int year, IReadOnlyList<MonthSums> months, IReadOnlyList<TimeRestrictedIncome> waits)
    {
        var own = months.Where(m => m.Month.Year == year && !m.IsClosing).ToList();
        return new YearFigures(year,
            -Sum(m => KindOf(m) == AccountKind.Income), -Sum(m => Donations.Contains(m.Role)),
            Sum(m => m.Role == AccountRole.ProgrammeCost), Sum(m => m.Role == AccountRole.Administration),
            Sum(m => m.Role == AccountRole.FundraisingCost), Sum(m => KindOf(m) == AccountKind.Expense),
            -months.Where(m => m.Month.Year <= year
                && KindOf(m) is AccountKind.NetAssets or AccountKind.Income or AccountKind.Expense).Sum(m => m.BalanceFen),
            waits.Where(w => w.Month.Year == year && w.UsableFrom.Year > year).Sum(w => w.Fen),
            waits.Where(w => w.Month.Year < year && w.UsableFrom.Year == year).Sum(w => w.Fen));

        long Sum(Func<MonthSums, bool> of) => own.Where(of).Sum(m => m.BalanceFen);
    }

    private static AccountKind KindOf(MonthSums sums) => Chart.Of(sums.Role, sums.Month).Kind;
}
