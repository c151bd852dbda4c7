using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Users;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Access;

/// <summary>
/// Who a user is, and in which posts from a day to a day (岗位). Whoever keeps the users asks for posts, and others agree, because
/// posts sign; which of them may not be one person's, the policy table says.
/// </summary>
public static class PostCommands
{
    /// <param name="Name">Name; only ever stored sealed.</param>
    /// <param name="Email">E-mail; only ever stored sealed.</param>
    public sealed record NameRequest(string Name, string? Email = null);

    /// <param name="Post">The post.</param>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day, where it is known.</param>
    /// <param name="Of">The fund of a committee, or the project of its head.</param>
    /// <param name="Paper">SHA-256 of the paper that appoints.</param>
    public sealed record AppointRequest(Post Post, DateOnly From, DateOnly? To = null, string? Of = null, string? Paper = null);

    /// <param name="Post">The post.</param>
    /// <param name="LastDay">Last day in it.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="Of">The fund or project, as appointed.</param>
    public sealed record EndRequest(Post Post, DateOnly LastDay, string Reason, string? Of = null);

    /// <param name="Posts">The posts that the user may hold together.</param>
    /// <param name="Until">Last day; today ends it.</param>
    /// <param name="Reason">Why no second person is there, and who agreed.</param>
    /// <param name="Paper">SHA-256 of the paper that says so.</param>
    public sealed record AllowRequest(IReadOnlyList<Post> Posts, DateOnly Until, string Reason, string? Paper = null);

    /// <param name="Post">The post.</param>
    /// <param name="Holders">Who stands in it; nobody where it is empty.</param>
    public sealed record Listed(Post Post, IReadOnlyList<Holder> Holders);

    /// <param name="User">Id of the user.</param>
    /// <param name="Name">Name; null where none was stated, or it was erased.</param>
    /// <param name="Acts">Whether the user may act in it, and holds no post from which it is kept apart without an exception.</param>
    /// <param name="Held">Since when, until when, of which fund or project; a role that counts as the post begins on the day asked.</param>
    public sealed record Holder(string User, string? Name, bool Acts, HeldPost Held);

    /// <summary>Appoints: who signs what follows from it, so others agree.</summary>
    public static readonly GuardedAction<AppointRequest> AppointAction =
        RouteCommands.Rule<AppointRequest>("appoint_to_post", "users", AppointAsync);

    /// <summary>Ends a time in a post.</summary>
    public static readonly GuardedAction<EndRequest> EndAction = RouteCommands.Rule<EndRequest>("end_post", "users", EndAsync);

    /// <summary>Lets one person hold what is kept apart.</summary>
    public static readonly GuardedAction<AllowRequest> AllowAction = RouteCommands.Rule<AllowRequest>("allow_posts", "users", AllowAsync);

    public static void Map(IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("").WithTags("users");
        users.MapGet("/posts", List).AsRead()
            .WithName("ListPosts").WithSummary("Posts of the federation, and who stands in them on a day (岗位)");
        users.MapPost("/users/{user}/name", Name).AsCommand(Role.Administrator)
            .WithName("NameUser").WithSummary("State a user's name and e-mail (登记姓名)");
        users.MapPost("/users/{user}/posts",
            (string user, AppointRequest request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
            desk.SubmitAsync(AppointAction, user, request, context, ct)).AsCommand(Role.Administrator)
            .WithName("AppointToPost").WithSummary("Appoint a user to a post (任命)");
        users.MapPost("/users/{user}/posts/end",
            (string user, EndRequest request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
            desk.SubmitAsync(EndAction, user, request, context, ct)).AsCommand(Role.Administrator)
            .WithName("EndPost").WithSummary("End a user's time in a post (离任)");
        users.MapPost("/users/{user}/post-exceptions",
            (string user, AllowRequest request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
            desk.SubmitAsync(AllowAction, user, request, context, ct)).AsCommand(Role.Administrator)
            .WithName("AllowPosts").WithSummary("Let one person hold posts that are kept apart, until a day (岗位兼任例外)");
    }

    /// <summary>What is known of users' names; whose key was destroyed is absent.</summary>
    internal static async Task<IReadOnlyDictionary<string, DonorDetails>> NamesAsync(
        string tenant, IEnumerable<UserState> users, DonorVault vault, CancellationToken ct)
    {
        var named = users.Where(u => u.Name is not null).ToList();
        var opened = await vault.OpenAsync(tenant, [.. named.Select(u => (u.Name!.Key, Convert.FromBase64String(u.Name.Sealed)))], ct);
        return named.Where(u => opened.ContainsKey(u.Name!.Key)).ToDictionary(u => u.Id, u => opened[u.Name!.Key], StringComparer.Ordinal);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Name(string user, NameRequest request, CommandContext context,
        UserCommands.Door door, DonorVault vault, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Of(tenant, "user-name", context.Key);
        var (person, key) = vault.Seal(
            tenant, id, DonorKind.Person, DonorNaming.Masked, new DonorDetails(request.Name) { Email = request.Email });
        return (await UserCommands.KeepAsync(user, context.Envelope(request, user), door,
            r => r.Name(new UserNamed(user, id, person.Sealed!, door.Ledger.Today), request.Name, request.Email, door.Ledger.Today), ct, key))
            .ToHttp("users");
    }

    private static async Task<Result<Receipt>> AppointAsync(
        string? user, AppointRequest request, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var door = services.GetRequiredService<UserCommands.Door>();
        var unknown = await UnknownAsync(request, context.Caller.Federation, door.Ledger, ct);
        return await UserCommands.KeepAsync(user!, context.Envelope(request, user), door, r =>
        {
            var decision = r.Appoint(new PostAppointed(user!, request.Post, request.Of, request.From, request.To, request.Paper, door.Ledger.Today),
                door.Ledger.Today);
            return decision.Refusal is null && unknown is not null ? unknown : decision;
        }, ct);
    }

    private static async Task<Refusal?> UnknownAsync(AppointRequest request, string tenant, Ledger ledger, CancellationToken ct) =>
        (request.Of, request.Post) switch
        {
            (null, _) => null,
            (var fund, Post.FundCommittee) => await ledger.ExistsAsync(tenant, Streams.Fund(fund), ct)
                ? null : new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "of"),
            var (project, _) => await ledger.ExistsAsync(tenant, Streams.Project(project), ct)
                ? null : new Refusal(RefusalCode.ProjectUnknown, "There is no such project.", "of"),
        };

    private static Task<Result<Receipt>> EndAsync(
        string? user, EndRequest request, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var door = services.GetRequiredService<UserCommands.Door>();
        return UserCommands.KeepAsync(user!, context.Envelope(request, user), door, r => r.End(
            new PostEnded(user!, request.Post, request.Of, request.LastDay, request.Reason, door.Ledger.Today), door.Ledger.Today), ct);
    }

    private static Task<Result<Receipt>> AllowAsync(
        string? user, AllowRequest request, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var door = services.GetRequiredService<UserCommands.Door>();
        return UserCommands.KeepAsync(user!, context.Envelope(request, user), door, r => r.Except(new PostExceptionStated(
            user!, request.Posts, request.Until, request.Reason, request.Paper, door.Ledger.Today), door.Ledger.Today), ct);
    }

    /// <param name="on">The day; today where missing.</param>
    private static async Task<Ok<IEnumerable<Listed>>> List(
        DateOnly? on, CommandContext context, Users users, DonorVault vault, CancellationToken ct)
    {
        var roster = await users.ReadAsync(context.Caller.Federation, ct);
        var day = on ?? roster.Day;
        var names = await NamesAsync(context.Caller.Federation, roster.Users.Values, vault, ct);
        return TypedResults.Ok(Enum.GetValues<Post>().Select(post => new Listed(post,
        [
            .. from user in roster.Users.Values
               let posts = user.PostsOn(day)
               from held in posts
               where held.Post == post
               select new Holder(user.Id, names.GetValueOrDefault(user.Id)?.Name,
                   posts.All(p => roster.MayBeOne(user, post, p.Post, day)), held),
        ])));
    }
}
