using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Users;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Access;

/// <summary>Users of a federation, their roles and passwords (用户与岗位).</summary>
public static class UserCommands
{
    /// <param name="User">Id; a-z, 0-9 and dash.</param>
    /// <param name="Roles">What the user may do.</param>
    public sealed record AddRequest(string User, IReadOnlyList<Role> Roles);

    /// <param name="User">Id; a-z, 0-9 and dash.</param>
    public sealed record PaperSignerRequest(string User);

    /// <param name="Roles">All that the user may do from now on.</param>
    public sealed record RolesRequest(IReadOnlyList<Role> Roles);

    /// <param name="Password">10 to 200 characters.</param>
    public sealed record PasswordRequest(string Password);

    /// <param name="Party">Name of the party outside, or its id in the register of related parties.</param>
    /// <param name="Reason">Why there is an interest, or is none any more.</param>
    public sealed record InterestRequest(string Party, string Reason);

    /// <param name="User">Id.</param>
    /// <param name="Roles">The roles that were given.</param>
    /// <param name="Disabled">Whether the user was disabled.</param>
    /// <param name="Interests">Parties in whom the user declared an interest.</param>
    /// <param name="Name">Name; null where none was stated, or it was erased.</param>
    /// <param name="Email">E-mail, likewise.</param>
    /// <param name="Posts">All posts of the user, past and to come.</param>
    /// <param name="Exceptions">Posts that the user may hold together though they are kept apart.</param>
    /// <param name="IsOnPaper">Whether the user signs on paper, without an account.</param>
    public sealed record Listed(string User, IReadOnlyList<Role> Roles, bool Disabled, IReadOnlyCollection<string> Interests,
        string? Name, string? Email, IReadOnlyList<HeldPost> Posts, IReadOnlyList<PostAllowance> Exceptions, bool IsOnPaper);

    /// <summary>What a change of users works with.</summary>
    public sealed record Door(Ledger Ledger, Users Users);

    private sealed record DisableRequest;

    private sealed record EndRequest(InterestRequest Interest);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/users", List).AsRead()
            .WithName("ListUsers").WithTags("users").WithSummary("Users, their roles and posts (用户与岗位)");
        api.MapPost("/users", AddHttp).AsCommand(Role.Administrator)
            .WithName("AddUser").WithTags("users").WithSummary("Add a user (新增用户)");
        api.MapPost("/paper-signers", AddPaperSignerHttp).AsCommand(Role.Administrator)
            .WithName("AddPaperSigner").WithTags("users").WithSummary("Add somebody without an account, who signs on paper (新增无账号签字人)");
        api.MapPost("/users/{user}/roles", RolesHttp).AsCommand(Role.Administrator)
            .WithName("ChangeUserRoles").WithTags("users").WithSummary("Give a user other roles (调整权限)");
        api.MapPost("/users/{user}/disabling", DisableHttp).AsCommand(Role.Administrator)
            .WithName("DisableUser").WithTags("users").WithSummary("Disable a user for good (停用用户)");
        api.MapPost("/users/{user}/password", SetPassword).AsCommand(Role.Administrator).WithoutTrial()
            .WithName("SetUserPassword").WithTags("users").WithSummary("Set a user's password (设置密码)");
        api.MapPost("/users/{user}/interests", DeclareHttp)
            .AsCommand(Role.Clerk, Role.Approver, Role.Cashier, Role.Accountant, Role.Administrator)
            .WithName("DeclareInterest").WithTags("users").WithSummary("Declare an interest in a party (利害关系申报)");
        api.MapPost("/users/{user}/interests/end", EndHttp).AsCommand(Role.Administrator)
            .WithName("EndInterest").WithTags("users").WithSummary("A declared interest is over (利害关系消除)");
    }

    /// <summary>
    /// Changes one user, and asserts that no administrator was changed meanwhile: two who disable each other at once would
    /// otherwise leave none.
    /// </summary>
    private static async Task<Result<Receipt>> ChangeAsync<TEvent>(
        string user, Envelope envelope, Door door, Func<Roster, Result<TEvent>> decide, CancellationToken ct, DonorKey? key = null)
        where TEvent : ILedgerEvent
    {
        var tenant = envelope.Caller.Federation;
        var roster = await door.Users.ReadAsync(tenant, ct);
        var decision = decide(roster);
        if (decision.Refusal is { } refusal)
            return await door.Ledger.EarlierAsync(envelope, user, ct) ?? (Result<Receipt>)refusal;
        var version = roster.Users.TryGetValue(user, out var state) ? state.Version : 0;
        var writes = roster.Administrators.Where(a => a.Id != user)
            .Select(a => StreamWrite.Unchanged(Streams.User(a.Id), a.Version))
            .Prepend(new StreamWrite(Streams.User(user), new ExpectedVersion(version), [NewEvent.Of(decision.Value)]));
        // Two who are the first at once: one of them finds the federation's stream changed.
        if (!roster.IsSettled)
        {
            writes = writes.Append(new StreamWrite(Streams.Federation, new ExpectedVersion(roster.Version),
                [NewEvent.Of(new SettingUpEnded(tenant, door.Ledger.Today))]));
        }

        var result = await door.Ledger.AppendAsync(envelope, user, [.. writes], key is null ? [] : [key], [], ct);
        door.Users.Forget(tenant);
        return result;
    }

    /// <summary>
    /// A change for which one keeps the users. That is asked again of the roster on which is decided: between the door and
    /// here the caller may have lost the role, or the federation got its first user.
    /// </summary>
    internal static Task<Result<Receipt>> KeepAsync<TEvent>(
        string user, Envelope envelope, Door door, Func<Roster, Result<TEvent>> decide, CancellationToken ct, DonorKey? key = null)
        where TEvent : ILedgerEvent =>
        ChangeAsync(user, envelope, door, r => r.Allows(envelope.Caller.User, Role.Administrator)
            ? decide(r)
            : new Refusal(RefusalCode.NotAllowed, "Only an administrator may do that."), ct, key);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> AddHttp(
        AddRequest request, CommandContext context, Door door, CancellationToken ct) =>
        (await KeepAsync(request.User, context.Envelope(request), door,
            r => r.Add(new UserAdded(request.User, request.Roles, door.Ledger.Today), door.Ledger.Today), ct)).ToHttp("users");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> AddPaperSignerHttp(
        PaperSignerRequest request, CommandContext context, Door door, CancellationToken ct) =>
        (await KeepAsync(request.User, context.Envelope(request), door,
            r => r.Add(new PaperSignerAdded(request.User, door.Ledger.Today), door.Ledger.Today), ct)).ToHttp("users");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> RolesHttp(
        string user, RolesRequest request, CommandContext context, Door door, CancellationToken ct) =>
        (await KeepAsync(user, context.Envelope(request, user), door,
            r => r.Change(new UserRolesChanged(user, request.Roles, door.Ledger.Today), door.Ledger.Today), ct)).ToHttp("users");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> DisableHttp(
        string user, CommandContext context, Door door, CancellationToken ct) =>
        (await KeepAsync(user, context.Envelope(new DisableRequest(), user), door,
            r => r.Disable(new UserDisabled(user, door.Ledger.Today), door.Ledger.Today), ct)).ToHttp("users");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> DeclareHttp(
        string user, InterestRequest request, CommandContext context, Door door, CancellationToken ct) =>
        (await ChangeAsync(user, context.Envelope(request, user), door, r => CheckOwn(r, user, context.Caller) is { } refusal
            ? refusal
            : r.Declare(new InterestDeclared(user, request.Party, request.Reason, door.Ledger.Today), door.Ledger.Today), ct)).ToHttp("users");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> EndHttp(
        string user, InterestRequest request, CommandContext context, Door door, CancellationToken ct) =>
        (await KeepAsync(user, context.Envelope(new EndRequest(request), user), door,
            r => user == context.Caller.User && !r.IsBeingSetUp
                ? new Refusal(RefusalCode.NotAllowed, "That an own interest is over, another administrator says.")
                : r.End(new InterestEnded(user, request.Party, request.Reason, door.Ledger.Today), door.Ledger.Today), ct)).ToHttp("users");

    /// <summary>One declares one's own interests; an administrator also those of others.</summary>
    private static Refusal? CheckOwn(Roster roster, string user, Caller caller) =>
        user == caller.User || roster.Allows(caller.User, Role.Administrator)
            ? null
            : new Refusal(RefusalCode.NotAllowed, "One declares one's own interests; an administrator those of others.");

    private static async Task<Results<NoContent, ProblemHttpResult>> SetPassword(
        string user, PasswordRequest request, CommandContext context, Users users, Passwords passwords, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var roster = await users.ReadAsync(tenant, ct);
        if ((roster.FindAccount(user) ?? Passwords.Refuse(request.Password)) is { } refusal) return Problems.Of(refusal);
        await passwords.SetAsync(new Caller(tenant, user), request.Password, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IEnumerable<Listed>>> List(CommandContext context, Users users, DonorVault vault, CancellationToken ct)
    {
        var all = (await users.ReadAsync(context.Caller.Federation, ct)).Users;
        var names = await PostCommands.NamesAsync(context.Caller.Federation, all.Values, vault, ct);
        return TypedResults.Ok(all.Values.Select(u => new Listed(u.Id, u.Roles, u.IsDisabled, u.Interests,
            names.GetValueOrDefault(u.Id)?.Name, names.GetValueOrDefault(u.Id)?.Email, u.Posts, u.Exceptions, u.IsOnPaper)));
    }
}
