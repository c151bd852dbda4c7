using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using Microsoft.AspNetCore.Authorization;

namespace CharityLedger.Server.Access;

/// <summary>Who may use a route: users of a federation with one of these roles, the operators of the installation, or both.</summary>
public sealed record AccessRule(IReadOnlyList<Role> Roles, bool ByOperator = false) : IAuthorizationRequirement
{
    /// <summary>Routes that read: any role.</summary>
    public static readonly AccessRule Reading = new(Enum.GetValues<Role>());

    /// <summary>Routes of the installation's operator.</summary>
    public static readonly AccessRule Operator = new([], ByOperator: true);

    /// <summary>Routes about the installation that tell of no federation: any role, and the operator.</summary>
    public static readonly AccessRule Everyone = Reading with { ByOperator = true };

    /// <summary>What whoever may not is told.</summary>
    public Refusal Refuse(Caller caller) => new(RefusalCode.NotAllowed, (Roles.Count, caller.IsOperator) switch
    {
        (0, _) => "Only the operator of the installation may do that.",
        (_, true) when ByOperator => $"“{caller.User}” is no operator any more.",
        (_, true) => "This token belongs to no federation.",
        _ => $"“{caller.User}” may not do that; it needs one of: "
            + string.Join(", ", Roles.Select(r => JsonNamingPolicy.SnakeCaseLower.ConvertName(r.ToString()))) + ".",
    });
}

/// <summary>Decides by the roster, before anything of the request is read.</summary>
internal sealed class AccessRuleHandler(Users users) : AuthorizationHandler<AccessRule>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRule rule)
    {
        if (context.User.Identity?.IsAuthenticated != true) return;
        var caller = ApiTokenHandler.CallerOf(context.User);
        var ct = (context.Resource as HttpContext)?.RequestAborted ?? CancellationToken.None;
        if (caller.IsOperator ? rule.ByOperator && await IsOperatorAsync(caller, ct) : await IsUserAsync(caller, rule.Roles, ct)) context.Succeed(rule);
    }

    /// <summary>A token may name anybody; who was disabled is no operator any more.</summary>
    private async Task<bool> IsOperatorAsync(Caller caller, CancellationToken ct) =>
        !((await users.OfAsync(Caller.Operator, ct)).Users.TryGetValue(caller.User, out var known) && known.IsDisabled);

    private async Task<bool> IsUserAsync(Caller caller, IReadOnlyList<Role> roles, CancellationToken ct) =>
        roles.Count > 0 && (await users.OfAsync(caller.Federation, ct)).Allows(caller.User, roles);
}

/// <summary>Routes say who may use them.</summary>
internal static class AccessRules
{
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, AccessRule rule) =>
        endpoint.RequireAuthorization(policy => policy.AddRequirements(rule)).WithMetadata(rule);
}
