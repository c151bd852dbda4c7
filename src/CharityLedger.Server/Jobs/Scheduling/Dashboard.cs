using CharityLedger.Server.Pages;
using CharityLedger.Server.Pages.Console;
using Hangfire;
using Hangfire.Dashboard;

namespace CharityLedger.Server.Jobs.Scheduling;

/// <summary>
/// Hangfire's own dashboard, for operators who are signed in. What it posts carries the token of our forms.
/// </summary>
public static class Dashboard
{
    private const string Path = OperatorPages.Home + "/jobs";

    /// <summary>
    /// Its pages have styles in their tags, fetch figures, and have letters of their own; here alone that may be.
    /// </summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Whether this host has one.</summary>
    public static bool IsThere(IServiceProvider services) => services.GetService<HangfireJobs>() is not null;

    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<HangfireJobs>() is not { } hangfire) return;
        var options = new DashboardOptions
        {
            // The route's own policy lets in, and nobody else does.
            Authorization = [], AsyncAuthorization = [], IgnoreAntiforgeryToken = false,
            AppPath = OperatorPages.Home, DashboardTitle = "CharityLedger", DisplayStorageConnectionString = false,
            TimeZoneResolver = BeijingZone.Resolver, StatsPollingInterval = 5_000,
        };
        app.Map(Path + "/{**path}", http => ShowAsync(http, hangfire.Storage, options)).SignedInOperator();
    }

    private static async Task ShowAsync(HttpContext http, JobStorage? storage, DashboardOptions options)
    {
        if (storage is null)
        {
            await PublicSite.Message(http, "away", 503).ExecuteAsync(http);
            return;
        }

        var (pathBase, path) = (http.Request.PathBase, http.Request.Path);
        path.StartsWithSegments(Path, out var matched, out var rest);
        (http.Request.PathBase, http.Request.Path) = (pathBase.Add(matched), rest);
        http.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var dashboard = new AspNetCoreDashboardMiddleware(
                _ => PublicSite.NotFound(http).ExecuteAsync(http), storage, options, DashboardRoutes.Routes);
            await dashboard.Invoke(http);
        }
        finally
        {
            (http.Request.PathBase, http.Request.Path) = (pathBase, path);
        }
    }
}
