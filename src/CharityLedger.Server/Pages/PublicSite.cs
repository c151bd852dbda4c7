using System.Threading.RateLimiting;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Subscriptions;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Gifts;
using CharityLedger.Projections.Register;
using CharityLedger.Server.Pages.Console;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Receipts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Npgsql;

namespace CharityLedger.Server.Pages;

/// <summary>The public pages: rendered on the server, readable without script, the same in both languages.</summary>
public static class PublicSite
{
    /// <summary>Nothing from elsewhere, nothing inline, no frame around it.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Name of the rule by which pages made of read models are kept.</summary>
    private const string ReadModels = "read-models";

    /// <summary>How long anyone may keep a page, in seconds.</summary>
    private const int MaxAge = 30;

    /// <summary>Adds what they need.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddRazorComponents();
        SignIn.AddServices(services);
        services.AddSingleton<Desk.Tools>();
        services.AddSingleton<RegisterQuery>().AddSingleton<BalancesQuery>().AddSingleton<GiftListQuery>()
            .AddSingleton<DonorNames>().AddSingleton<PublicLists>().AddSingleton<MyGift.Reader>().AddSingleton<Papers.Reader>()
            .AddSingleton<Certificates>();
        services.Configure<ForwardedHeadersOptions>(o =>
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        services.AddOutputCache(cache =>
        {
            (cache.SizeLimit, cache.MaximumBodySize) = (32 * 1024 * 1024, 1024 * 1024);
            cache.AddPolicy(ReadModels, page => page.Expire(TimeSpan.FromSeconds(MaxAge)).VaryByValue(StampAsync));
        });
        services.AddRateLimiter(limits =>
        {
            limits.AddPolicy(MyGift.RateLimit, http =>
                RateLimitPartition.GetFixedWindowLimiter(ClientOf(http), _ => new()
                {
                    PermitLimit = MyGift.AttemptsPerMinute, Window = TimeSpan.FromMinutes(1),
                }));
            limits.AddPolicy(SignIn.RateLimit, http =>
                RateLimitPartition.GetFixedWindowLimiter(ClientOf(http), _ => new()
                {
                    PermitLimit = SignIn.AttemptsPerMinute, Window = TimeSpan.FromMinutes(1),
                }));
            limits.OnRejected = async (context, _) =>
            {
                var http = context.HttpContext;
                var isSignIn = http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == SignIn.RateLimit;
                await (isSignIn ? SignIn.TooMany(http) : MyGift.TooMany(http)).ExecuteAsync(http);
            };
        });
    }

    /// <summary>
    /// What stands before the routes: the client's own address behind a proxy, headers, files, language.
    /// </summary>
    public static void Use(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use((http, next) =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return next(http);
        });
        PublicFiles.Use(app);
        var projections = app.Services.GetRequiredService<ProjectionEngine>();
        app.UsePathBase(Texts.English.Prefix);
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error", StatusCodeSelector = e => StatusOf(e, projections),
                // Anybody can send a form that is none: that is no line in the log, let alone a stack trace.
                SuppressDiagnosticsCallback = c => c.ExceptionHandledBy == ExceptionHandledType.ExceptionHandlerService
                    || c.Exception is BadHttpRequestException,
            });
        app.UseRouting();
        app.UseRateLimiter();
        app.UseOutputCache();
    }

    /// <summary>The pages.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        Overview.Map(app);
        GiftBook.Map(app);
        FundPage.Map(app);
        MyGift.Map(app);
        RulesPage.Map(app);
        TrustPages.Map(app);
        LotteryPages.Map(app);
        Papers.Map(app);
        SignIn.Map(app);
        Desk.Map(app);
        StatementPages.Map(app);
        BookLists.Map(app);
        OperatorPages.Map(app);
        app.Map("/error", Failed).ExcludeFromDescription();
    }

    /// <summary>The methods by which a page is read.</summary>
    public static IReadOnlyList<string> Read { get; } = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>A page that may be read. Pages are mapped where they stand, so that their handlers are bound when the program is built.</summary>
    public static RouteHandlerBuilder Page(this RouteHandlerBuilder page) => page.ExcludeFromDescription();

    /// <summary>
    /// A page of what the read models hold, which is the same for everybody. It is made once, and again when any of them moves on,
    /// or half a minute has passed.
    /// </summary>
    public static RouteHandlerBuilder PublicPage(this RouteHandlerBuilder page) => page.Page().CacheOutput(ReadModels);

    /// <summary>Renders a page that anyone may keep for half a minute.</summary>
    public static RazorComponentResult Render<TPage>(HttpContext http, object parameters, int status = 200)
        where TPage : IComponent
    {
        http.Response.Headers.CacheControl = status == 200 ? $"public, max-age={MaxAge}" : "no-store";
        return new RazorComponentResult(typeof(TPage), parameters)
        {
            StatusCode = status, PreventStreamingRendering = true,
        };
    }

    /// <summary>Renders a page that nobody may keep.</summary>
    public static RazorComponentResult RenderUnkept<TPage>(HttpContext http, object parameters, int status = 200)
        where TPage : IComponent
    {
        var page = Render<TPage>(http, parameters, status);
        http.Response.Headers.CacheControl = "no-store";
        return page;
    }

    /// <summary>The page for a status that the framework answers with alone.</summary>
    public static Task OfStatus(HttpContext http) => http.Response.StatusCode is 404 or 405
        ? NotFound(http).ExecuteAsync(http)
        : Task.CompletedTask;

    /// <summary>There is no such page.</summary>
    public static RazorComponentResult NotFound(HttpContext http) => Message(http, "not-found", 404);

    /// <summary>A page that only says something.</summary>
    public static RazorComponentResult Message(HttpContext http, string key, int status) =>
        Render<MessagePage>(http, new { Site = Site.Of(http), Key = key }, status);

    private static RazorComponentResult Failed(HttpContext http) => http.Response.StatusCode == 503
        ? Message(http, Site.Of(http).Building is null ? "away" : "building", 503)
        : Message(http, "error", http.Response.StatusCode is >= 400 and var status ? status : 500);

    private static async ValueTask<KeyValuePair<string, string>> StampAsync(HttpContext http, CancellationToken ct) =>
        new("stamp", await Checkpoint.StampAsync(http.RequestServices.GetRequiredService<NpgsqlDataSource>(), ct));

    private static int StatusOf(Exception exception, ProjectionEngine projections) => exception switch
    {
        _ when ExceptionProblems.IsUnbuilt(exception, projections) => 503,
        BadHttpRequestException e => e.StatusCode,
        LedgerUnavailableException or NpgsqlException or TimeoutException => 503,
        _ => 500,
    };

    /// <summary>Whose attempts are counted together: an IPv4 address, or the network of an IPv6 one.</summary>
    internal static string ClientOf(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } address =>
            Convert.ToHexString(address.GetAddressBytes()[..8]),
        var address => address.ToString(),
    };
}
