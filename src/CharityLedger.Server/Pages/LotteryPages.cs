using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Lottery;
using CharityLedger.Projections.Register;

namespace CharityLedger.Server.Pages;

/// <summary>
/// Welfare-lottery money as the public reads it (福彩公益金使用公告): each indicator, what was allotted of it, what arrived and what
/// it was spent on, and what went to regions that have priority in rural revitalisation (乡村振兴重点帮扶).
/// </summary>
public static class LotteryPages
{
    private const int MostLines = 200;

    /// <param name="Indicators">All indicators, the latest year first.</param>
    /// <param name="Regions">What each region got, those with priority first.</param>
    public sealed record Overall(IReadOnlyList<LotteryEntry> Indicators, IReadOnlyList<LotteryRegion> Regions);

    /// <param name="Part">How it was allotted.</param>
    /// <param name="AllottedFen">Allotted, in fen.</param>
    /// <param name="PaidFen">Of it arrived, in fen.</param>
    /// <param name="SpentFen">Of this spent, what came back taken off, in fen.</param>
    public sealed record PartLine(LotteryIndicatorDecomposed Part, long AllottedFen, long PaidFen, long SpentFen);

    /// <param name="Spent">As it was spent.</param>
    /// <param name="AmountFen">Without what came back, in fen.</param>
    /// <param name="HasLabel">Whether a photo shows its label.</param>
    public sealed record SpendingLine(LotteryExpenditureMade Spent, long AmountFen, bool HasLabel);

    /// <param name="Entry">The indicator and its sums.</param>
    /// <param name="Parts">Its parts.</param>
    /// <param name="Tranches">The newest tranches, newest first.</param>
    /// <param name="Spendings">The newest expenditures, newest first.</param>
    public sealed record One(LotteryEntry Entry, IReadOnlyList<PartLine> Parts, IReadOnlyList<LotteryTranchePaid> Tranches,
        IReadOnlyList<SpendingLine> Spendings);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/f/{federation}/lottery", PublicSite.Read, List).PublicPage();
        app.MapMethods("/f/{federation}/lottery/{indicator}", PublicSite.Read, Indicator).PublicPage();
    }

    private static async Task<IResult> List(
        string federation, HttpContext http, RegisterQuery register, LotteryQuery lottery, CancellationToken ct)
    {
        if (await register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var model = new Overall([.. (await lottery.IndicatorsAsync(federation, ct)).OrderByDescending(i => i.Year)],
            await lottery.RegionsAsync(federation, ct));
        return PublicSite.Render<LotteryView>(http, new { Site = Site.Of(http, entry), Model = model });
    }

    private static async Task<IResult> Indicator(string federation, string indicator, HttpContext http, RegisterQuery register,
        LotteryQuery lottery, Ledger ledger, CancellationToken ct)
    {
        if (await register.FederationAsync(federation, ct) is not { } entry
            || (await lottery.IndicatorsAsync(federation, ct)).FirstOrDefault(i => i.Indicator == indicator) is not { } found)
            return PublicSite.NotFound(http);
        var (_, _, stored) = await ledger.LoadAsync<object>(federation, Streams.Lottery(indicator), (s, _) => s, ct);
        var model = Of(found, [.. stored.Select(e => e.Event)]);
        return PublicSite.Render<IndicatorView>(http, new { Site = Site.Of(http, entry), Model = model });
    }

    private static One Of(LotteryEntry entry, IReadOnlyList<ILedgerEvent> events)
    {
        var tranches = events.OfType<LotteryTranchePaid>().ToList();
        var back = events.OfType<LotteryExpenditureReversed>().ToLookup(e => e.Expenditure, e => e.AmountFen);
        var labels = events.OfType<LotteryLabelRecorded>().Select(e => e.Expenditure).ToHashSet(StringComparer.Ordinal);
        var spendings = events.OfType<LotteryExpenditureMade>()
            .Select(e => new SpendingLine(e, e.AmountFen - back[e.Expenditure].Sum(), labels.Contains(e.Expenditure))).ToList();
        return new One(entry,
            [
                .. events.OfType<LotteryIndicatorDecomposed>().Select(p => new PartLine(p, p.AmountFen,
                    tranches.Where(t => t.Part == p.Part).Sum(t => t.AmountFen),
                    spendings.Where(s => s.Spent.Part == p.Part).Sum(s => s.AmountFen))),
            ],
            [.. tranches.AsEnumerable().Reverse().Take(MostLines)], [.. spendings.AsEnumerable().Reverse().Take(MostLines)]);
    }
}
