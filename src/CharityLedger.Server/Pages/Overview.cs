using CharityLedger.Contracts;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Register;

namespace CharityLedger.Server.Pages;

/// <summary>What a federation received, used and has left (总览).</summary>
public static class Overview
{
    private static readonly PageSize LatestGifts = new(12);

    /// <param name="Figures">The sums.</param>
    /// <param name="Pots">Every fund, general money and management fees, with its page where it has one.</param>
    /// <param name="Latest">The newest gifts.</param>
    /// <param name="Names">Names of buckets.</param>
    public sealed record Model(
        Figures Figures, IReadOnlyList<PotLine> Pots, ListPage<GiftLine> Latest, Pots Names);

    /// <summary>A line of the table of funds.</summary>
    public sealed record PotLine(string Name, string? Fund, Figures Figures);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/", PublicSite.Read, Front).PublicPage();
        app.MapMethods("/f/{federation}", PublicSite.Read, Federation).PublicPage();
    }

    /// <summary>With one federation straight to it; with several the list of them.</summary>
    private static async Task<IResult> Front(
        HttpContext http, RegisterQuery register, BalancesQuery balances, PublicLists lists, CancellationToken ct)
    {
        var all = await register.FederationsAsync(ct);
        return all is [var only]
            ? await Render(http, only, balances, lists, ct)
            : PublicSite.Render<FrontPage>(http, new { Site = Site.Of(http), Federations = all });
    }

    private static async Task<IResult> Federation(
        string federation, HttpContext http, RegisterQuery register, BalancesQuery balances, PublicLists lists,
        CancellationToken ct) =>
        await register.FederationAsync(federation, ct) is { } entry
            ? await Render(http, entry, balances, lists, ct)
            : PublicSite.NotFound(http);

    private static async Task<IResult> Render(
        HttpContext http, FederationEntry federation, BalancesQuery balances, PublicLists lists, CancellationToken ct)
    {
        var site = Site.Of(http, federation);
        var figures = await balances.FederationAsync(federation.Tenant, ct);
        var names = new Pots(site.T, figures.Funds.Select(f => f.Fund), site.Today);
        IReadOnlyList<PotLine> pots =
        [
            .. figures.Funds.Select(f => new PotLine(f.Fund.AsOf(site.Today).Name, f.Fund.Fund, f.Figures)),
            new(names.NameOf(Bucket.General), null, figures.General),
            new(names.NameOf(Bucket.Management), null, figures.Management),
        ];
        var latest = await lists.GiftsAsync(site, null, null, LatestGifts, ct);
        return PublicSite.Render<OverviewPage>(http,
            new { Site = site, Model = new Model(figures.Total, pots, latest, names) });
    }
}
