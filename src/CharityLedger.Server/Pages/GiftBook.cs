using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Register;

namespace CharityLedger.Server.Pages;

/// <summary>All gifts to a federation, newest first (捐赠名录).</summary>
public static class GiftBook
{
    private static readonly PageSize Size = new(50);

    public static void Map(IEndpointRouteBuilder app) => app.MapMethods("/f/{federation}/gifts", PublicSite.Read, Page).PublicPage();

    private static async Task<IResult> Page(
        string federation, string? gifts, HttpContext http, RegisterQuery register, PublicLists lists,
        CancellationToken ct)
    {
        if (await register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var site = Site.Of(http, entry);
        var page = await lists.GiftsAsync(site, null, gifts, Size, ct);
        var names = new Pots(site.T, await register.FundsAsync(federation, ct), site.Today);
        return PublicSite.Render<GiftBookPage>(http, new { Site = site, Page = page, Names = names });
    }
}
