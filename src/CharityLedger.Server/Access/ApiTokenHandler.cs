using System.Security.Claims;
using System.Text.Encodings.Web;
using CharityLedger.Contracts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CharityLedger.Server.Access;

/// <summary>Authenticates <c>Authorization: Bearer cl_…</c>.</summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokens tokens,
    CopyMark copy)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "ApiToken";
    private const string Prefix = "Bearer ", FederationClaim = "federation";

    public static Caller CallerOf(ClaimsPrincipal user) =>
        new(user.FindFirstValue(FederationClaim)!, user.FindFirstValue(ClaimTypes.Name)!);

    /// <summary>What tells a caller again.</summary>
    public static IEnumerable<Claim> ClaimsOf(Caller caller) =>
        [new Claim(FederationClaim, caller.Federation), new Claim(ClaimTypes.Name, caller.User)];

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0) return AuthenticateResult.NoResult();
        var token = header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : "";
        var caller = token.Length is > 3 and < 200 ? await tokens.FindAsync(token, Context.RequestAborted) : null;
        if (caller is null) return AuthenticateResult.Fail("The token is unknown or revoked.");
        var identity = new ClaimsIdentity(ClaimsOf(caller), Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        var refusal = Request.Headers.Authorization.Count == 0
            ? new Refusal(RefusalCode.TokenMissing, "Send an API token: Authorization: Bearer ….")
            : (await copy.ReadAsync(Context.RequestAborted))?.NotAllowed
                ?? new Refusal(RefusalCode.TokenInvalid, "The API token is unknown or revoked.");
        await Problems.Of(refusal).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Of(Context.GetEndpoint()!.Metadata.GetRequiredMetadata<AccessRule>().Refuse(CallerOf(Context.User)))
            .ExecuteAsync(Context);
}
