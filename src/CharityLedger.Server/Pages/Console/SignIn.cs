using System.Net;
using System.Security.Claims;
using CharityLedger.Projections.Register;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CharityLedger.Server.Pages.Console;

/// <summary>
/// People sign in (登录) to work in the browser: a form without script, a cookie for half an hour of silence. The API takes
/// no cookie, so that no other site can act through a browser that is signed in; forms carry an antiforgery token besides.
/// </summary>
public static class SignIn
{
    /// <summary>Name of the cookie's scheme.</summary>
    public const string Scheme = "SignIn";

    /// <summary>Name of the limit on attempts of one client.</summary>
    public const string RateLimit = "sign-in";

    /// <summary>Most attempts of one client in a minute.</summary>
    public const int AttemptsPerMinute = 20;

    private const string OperatorForm = OperatorPages.Home + "/sign-in";
    private const string Stamp = "stamp", Session = "session";
    private const int MaxInput = 200;

    /// <summary>What the form says back.</summary>
    public enum Answer
    {
        Ask, Wrong, Expired, TooMany,
    }

    /// <summary>What signing in reads.</summary>
    public sealed class Door(
        RegisterQuery register, Users users, Passwords passwords, EndedSessions sessions, GuessLimit limit, IAntiforgery antiforgery)
    {
        internal RegisterQuery Register => register;

        internal IAntiforgery Antiforgery => antiforgery;

        internal EndedSessions Sessions => sessions;

        /// <summary>
        /// Whether this is a user of the federation with this password; null where guessing has to wait. Everyone is answered
        /// after the same work.
        /// </summary>
        internal async Task<bool?> IsRightAsync(Caller caller, string address, string password, CancellationToken ct)
        {
            if (!limit.TryBegin(caller, address)) return null;
            var isRight = false;
            try
            {
                var isPassword = await passwords.IsRightAsync(caller, password, ct);
                var isUser = (await users.ReadAsync(caller.Federation, ct)).FindAccount(caller.User) is null;
                return isRight = isPassword && isUser;
            }
            finally
            {
                limit.End(caller, address, isRight);
            }
        }

        /// <summary>What changes with the password: a cookie from before is worth nothing.</summary>
        internal Task<string?> StampAsync(Caller caller, CancellationToken ct) => passwords.StampAsync(caller, ct);

        /// <summary>Whether a cookie still signs in here: nobody signed out with it, and the password is the same.</summary>
        internal async Task<bool> IsValidAsync(ClaimsPrincipal cookie, string federation, CancellationToken ct)
        {
            var caller = ApiTokenHandler.CallerOf(cookie);
            return caller.Federation == federation && SessionOf(cookie) is { } session
                && await StampAsync(caller, ct) == cookie.FindFirstValue(Stamp) && !await sessions.IsEndedAsync(session, ct);
        }
    }

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<EndedSessions>();
        services.AddSingleton<GuessLimit>();
        services.AddSingleton<Door>();
        services.AddAntiforgery(o => (o.Cookie.Name, o.Cookie.Path) = ("charityledger.form", "/"));
        services.AddAuthentication().AddCookie(Scheme, o =>
        {
            (o.Cookie.Name, o.Cookie.Path, o.Cookie.HttpOnly, o.Cookie.SameSite) = ("charityledger.user", "/", true, SameSiteMode.Strict);
            o.ExpireTimeSpan = TimeSpan.FromMinutes(30);
            o.Events.OnRedirectToLogin = o.Events.OnRedirectToAccessDenied = c =>
            {
                c.Response.Redirect(FormOf(c.HttpContext));
                return Task.CompletedTask;
            };
            o.Events.OnValidatePrincipal = async c =>
            {
                var door = c.HttpContext.RequestServices.GetRequiredService<Door>();
                // Pages of no federation are the installation's own.
                var here = c.HttpContext.GetRouteValue("federation") as string ?? Caller.Operator;
                if (!await door.IsValidAsync(c.Principal!, here, c.HttpContext.RequestAborted)) c.RejectPrincipal();
            };
        });
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/f/{federation}/sign-in", PublicSite.Read, Form).Page();
        app.MapPost("/f/{federation}/sign-in", Enter).DisableAntiforgery().RequireRateLimiting(RateLimit)
            .WithMetadata(new RequestSizeLimitAttribute(8 * 1024)).ExcludeFromDescription();
        app.MapMethods(OperatorForm, PublicSite.Read, (HttpContext http) => Show(http, Site.Of(http), Answer.Ask)).Page();
        app.MapPost(OperatorForm, EnterOperator).DisableAntiforgery().RequireRateLimiting(RateLimit)
            .WithMetadata(new RequestSizeLimitAttribute(8 * 1024)).ExcludeFromDescription();
        app.MapPost(OperatorPages.Home + "/sign-out", Leave).SignedInOperator().WithMetadata(new RequestSizeLimitAttribute(8 * 1024));
        app.MapPost("/f/{federation}/sign-out", Leave).SignedIn().WithMetadata(new RequestSizeLimitAttribute(8 * 1024));
    }

    /// <summary>A route of those who are signed in and have a role.</summary>
    public static RouteHandlerBuilder SignedIn(this RouteHandlerBuilder route) => route.DisableAntiforgery().ExcludeFromDescription()
        .RequireAuthorization(policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().AddRequirements(AccessRule.Reading))
        .FollowsOwnWrites();

    /// <summary>A route of operators of the installation who are signed in.</summary>
    public static TRoute SignedInOperator<TRoute>(this TRoute route)
        where TRoute : IEndpointConventionBuilder => route.DisableAntiforgery().ExcludeFromDescription().RequireAuthorization(policy =>
            policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().AddRequirements(AccessRule.Operator));

    /// <summary>A client that tried too often is told to wait.</summary>
    public static RazorComponentResult TooMany(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "60";
        return Show(http, Site.Of(http), Answer.TooMany, 429);
    }

    /// <summary>The hidden field that proves that a form is ours.</summary>
    public static AntiforgeryTokenSet TokenOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);

    private static async Task<IResult> Form(string federation, HttpContext http, Door door, CancellationToken ct) =>
        await door.Register.FederationAsync(federation, ct) is { } entry
            ? Show(http, Site.Of(http, entry), Answer.Ask)
            : PublicSite.NotFound(http);

    private static async Task<IResult> Enter(string federation, [FromForm] string? user, [FromForm] string? password,
        HttpContext http, Door door, CancellationToken ct) =>
        await door.Register.FederationAsync(federation, ct) is { } entry
            ? await EnterAsync(federation, Site.Of(http, entry), "/desk", user, password, http, door, ct)
            : PublicSite.NotFound(http);

    private static Task<IResult> EnterOperator([FromForm] string? user, [FromForm] string? password,
        HttpContext http, Door door, CancellationToken ct) =>
        EnterAsync(Caller.Operator, Site.Of(http), OperatorPages.Home, user, password, http, door, ct);

    private static async Task<IResult> EnterAsync(string federation, Site site, string then, string? user, string? password,
        HttpContext http, Door door, CancellationToken ct)
    {
        if (!await door.Antiforgery.IsRequestValidAsync(http)) return Show(http, site, Answer.Expired, 400);
        var caller = new Caller(federation, (user ?? "").Trim());
        if (caller.User.Length > MaxInput || password is null || password.Length > MaxInput || !Ledger.IsName(caller.User))
            return Show(http, site, Answer.Wrong);
        switch (await door.IsRightAsync(caller, PublicSite.ClientOf(http), password, ct))
        {
            case null: return Show(http, site, Answer.TooMany, 429);
            case false: return Show(http, site, Answer.Wrong);
        }

        var identity = new ClaimsIdentity(ApiTokenHandler.ClaimsOf(caller)
            .Append(new Claim(Stamp, (await door.StampAsync(caller, ct))!))
            .Append(new Claim(Session, Guid.NewGuid().ToString())), Scheme);
        await http.SignInAsync(Scheme, new ClaimsPrincipal(identity));
        return Results.LocalRedirect(site.Federation is null ? site.Link(then) : site.Under(then));
    }

    private static async Task<IResult> Leave(HttpContext http, Door door)
    {
        if (!await door.Antiforgery.IsRequestValidAsync(http)) return PublicSite.Message(http, "error", 400);
        if (SessionOf(http.User) is { } session) await door.Sessions.EndAsync(session, http.RequestAborted);
        await http.SignOutAsync(Scheme);
        return Results.LocalRedirect(FormOf(http));
    }

    private static Guid? SessionOf(ClaimsPrincipal cookie) =>
        Guid.TryParse(cookie.FindFirstValue(Session), out var session) ? session : null;

    private static string FormOf(HttpContext http) =>
        http.GetRouteValue("federation") is string federation
            ? $"{http.Request.PathBase}/f/{WebUtility.UrlEncode(federation)}/sign-in"
            : http.Request.PathBase + OperatorForm;

    private static RazorComponentResult Show(HttpContext http, Site site, Answer answer, int status = 200) =>
        PublicSite.RenderUnkept<SignInPage>(http, new { Site = site, Answer = answer, Token = TokenOf(http) }, status);
}
