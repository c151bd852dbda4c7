using CharityLedger.Contracts;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Gifts;
using CharityLedger.Projections.Register;

namespace CharityLedger.Server.Pages;

/// <summary>One fund: its agreement, its figures, its gifts and its payments (基金).</summary>
public static class FundPage
{
    private static readonly PageSize Size = new(20);

    /// <param name="Fund">The agreement and the sums.</param>
    /// <param name="Months">Month by month.</param>
    /// <param name="Gifts">A page of gifts.</param>
    /// <param name="Payments">A page of payments.</param>
    /// <param name="Names">Names of buckets.</param>
    public sealed record Model(
        FundFigures Fund, IReadOnlyList<MonthLine> Months, ListPage<GiftLine> Gifts, ListPage<PaymentRow> Payments,
        Pots Names);

    public static void Map(IEndpointRouteBuilder app) => app.MapMethods("/f/{federation}/funds/{fund}", PublicSite.Read, Page).PublicPage();

    private static async Task<IResult> Page(
        string federation, string fund, string? gifts, string? payments, HttpContext http, RegisterQuery register,
        BalancesQuery balances, PublicLists lists, CancellationToken ct)
    {
        if (await register.FederationAsync(federation, ct) is not { } entry
            || await balances.FundAsync(federation, fund, ct) is not { } found) return PublicSite.NotFound(http);
        var site = Site.Of(http, entry);
        var model = new Model(found,
            MonthLine.Of(await balances.MonthsAsync(federation, Bucket.Of(fund), ct)),
            await lists.GiftsAsync(site, fund, gifts, Size, ct),
            await lists.PaymentsAsync(federation, fund, payments, Size, ct),
            new Pots(site.T, [found.Fund], site.Today));
        return PublicSite.Render<FundView>(http, new { Site = site, Model = model });
    }
}
