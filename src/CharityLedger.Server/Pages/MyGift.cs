using CharityLedger.Projections.Gifts;
using CharityLedger.Projections.Register;
using CharityLedger.Projections.Traces;
using CharityLedger.Server.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CharityLedger.Server.Pages;

/// <summary>
/// A donor looks up where a gift went (我的捐赠): receipt number and check code are posted, so that they stand in no
/// address, log or referrer. The form has no antiforgery token because it acts with nobody's authority; that other
/// sites can't make their visitors guess codes is seen to by the browser's own word on where a request comes from.
/// </summary>
public static class MyGift
{
    /// <summary>Name of the limit on attempts.</summary>
    public const string RateLimit = "my-gift";

    /// <summary>Most attempts from one client.</summary>
    public const int AttemptsPerMinute = 10;

    private const int MaxInput = 100;

    /// <summary>What the form says back.</summary>
    public enum Answer
    {
        Ask, Wrong, Pending, TooMany,
    }

    /// <summary>What is looked up.</summary>
    public enum Paper
    {
        Story, Receipt, Certificate,
    }

    /// <summary>What a look-up reads.</summary>
    public sealed record Reader(RegisterQuery Register, GiftListQuery Gifts, GiftTraceQuery Traces, Ids Ids,
        DonorNames Names);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/f/{federation}/gift", PublicSite.Read, Form).Page();
        app.MapPost("/f/{federation}/gift", Find).DisableAntiforgery().RequireRateLimiting(RateLimit)
            .WithMetadata(new RequestSizeLimitAttribute(8 * 1024)).ExcludeFromDescription();
    }

    /// <summary>A client that tried too often is told to wait.</summary>
    public static RazorComponentResult TooMany(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "60";
        return Show(http, Site.Of(http), Answer.TooMany, "", 429);
    }

    /// <summary>The number may come from a code that was printed on paper; the check code never stands in an address.</summary>
    private static async Task<IResult> Form(string federation, string? number, HttpContext http, RegisterQuery register,
        CancellationToken ct) =>
        await register.FederationAsync(federation, ct) is { } entry
            ? PublicSite.Render<MyGiftPage>(
                http, new { Site = Site.Of(http, entry), Answer = Answer.Ask, Number = AsWritten(number), Paper = Paper.Story })
            : PublicSite.NotFound(http);

    private static async Task<IResult> Find(
        string federation, [FromForm] string? number, [FromForm] string? code, HttpContext http, Reader reader,
        CancellationToken ct)
    {
        if (await reader.Register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var site = Site.Of(http, entry);
        var (gift, check) = (AsWritten(number), AsWritten(code));
        if (IsFromElsewhere(http)) return Show(http, site, Answer.Ask, "", 403);

        // The code is computed for any number, and nothing is looked up before it is right: a number that exists can't
        // be told from one that doesn't, neither by the answer nor by the time it takes.
        if (!reader.Ids.IsCheckCode(federation, gift, check)) return Show(http, site, Answer.Wrong, gift);
        var row = await reader.Gifts.GiftAsync(federation, gift, ct);
        var trace = await reader.Traces.OfGiftAsync(federation, gift, ct);
        if (row is null || trace is null) return Show(http, site, Answer.Pending, gift);

        var names = await reader.Names.OfAsync(federation, [row], site.T["donor.nobody"], ct);
        var pots = new Pots(site.T, await reader.Register.FundsAsync(federation, ct), site.Today);
        var story = GiftStory.Of(new GiftLine(row, names[gift]), trace, pots, site.T);
        return PublicSite.RenderUnkept<GiftStoryPage>(http, new { Site = site, Story = story, Code = check });
    }

    /// <summary>
    /// As on the receipt: case, spaces, full-width forms and the letters that look like digits don't matter.
    /// </summary>
    internal static string AsWritten(string? text) => text is null || text.Length > MaxInput
        ? ""
        : string.Concat(text.Where(c => !char.IsWhiteSpace(c)).Select(c => char.ToLowerInvariant(HalfWidth(c)) switch
        {
            'o' => '0',
            'i' or 'l' => '1',
            var plain => plain,
        }));

    private static char HalfWidth(char c) => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;

    /// <summary>Whether another site sent its visitor here.</summary>
    internal static bool IsFromElsewhere(HttpContext http) => http.Request.Headers["Sec-Fetch-Site"] == "cross-site";

    /// <summary>The form, with what it says back.</summary>
    internal static RazorComponentResult Show(HttpContext http, Site site, Answer answer, string number, int status = 200,
        Paper paper = Paper.Story) => PublicSite.RenderUnkept<MyGiftPage>(
            http, new { Site = site, Answer = answer, Number = number, Paper = paper }, status);
}
