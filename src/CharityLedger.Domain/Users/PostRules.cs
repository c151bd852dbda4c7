using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Users;

/// <summary>A user's time in a post.</summary>
/// <param name="Post">The post.</param>
/// <param name="Of">The fund of a committee, or the project of its head; null where the post is the federation's own.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null where it is not known yet.</param>
/// <param name="Paper">SHA-256 of the paper that appoints; null for none.</param>
/// <param name="Reason">Why it ended; null while nobody ended it.</param>
public sealed record HeldPost(Post Post, string? Of, DateOnly From, DateOnly? To, string? Paper, string? Reason = null)
{
    /// <summary>Whether a day lies in it.</summary>
    public bool Covers(DateOnly day) => From <= day && !(To < day);
}

/// <summary>Posts that one person may hold together though they are kept apart.</summary>
/// <param name="Posts">The posts.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Paper">SHA-256 of the paper that says so; null for none.</param>
public sealed record PostAllowance(IReadOnlyList<Post> Posts, DateOnly From, DateOnly Until, string Reason, string? Paper)
{
    /// <summary>Whether it lets two posts be one person's on a day.</summary>
    public bool Covers(Post one, Post other, DateOnly day) =>
        From <= day && day <= Until && Posts.Contains(one) && Posts.Contains(other);
}

/// <summary>
/// Posts (岗位) and which of them are kept apart (不相容岗位分离): a cashier reviews nothing, keeps no archive and no ledgers of income,
/// expense and claims (会计法 art. 35). The roles cashier and accountant count as these posts.
/// </summary>
public static class PostRules
{
    private static readonly DateOnly Earliest = new(1949, 10, 1);

    /// <summary>Whether the policy table keeps two posts apart on a day.</summary>
    public static bool AreApart(this Roster roster, Post one, Post other, DateOnly on) =>
        roster.Policy.IsBanned(PolicyIds.PostBan, $"{Word(one)}_with_{Word(other)}", on)
        || roster.Policy.IsBanned(PolicyIds.PostBan, $"{Word(other)}_with_{Word(one)}", on);

    /// <summary>Whether one person may hold two posts on a day: they are not kept apart, or an exception is in force.</summary>
    public static bool MayBeOne(this Roster roster, UserState user, Post one, Post other, DateOnly on) =>
        one == other || !roster.AreApart(one, other, on) || user.Exceptions.Any(e => e.Covers(one, other, on))
        || (user.Roles.Contains(Role.Treasurer) && IsTreasurer(one, other) && roster.Policy.IsYes(PolicyIds.PostsTreasurerIsBoth, on));

    /// <summary>The posts in which a user stands on a day, those that follow from the roles included; none once disabled.</summary>
    public static IReadOnlyList<HeldPost> PostsOn(this UserState user, DateOnly day) => user.IsDisabled
        ? []
        : [.. user.Posts.Where(p => p.Covers(day)), .. OfRoles(user).Select(p => new HeldPost(p, null, day, null, null))];

    /// <summary>
    /// Those who stand in a post on a day and may act in it: who holds another from which it is kept apart, without an exception, acts
    /// in neither. A post of no fund or project is held for all of them.
    /// </summary>
    /// <param name="roster">The users.</param>
    /// <param name="post">The post.</param>
    /// <param name="of">The fund or project; null for the federation's own post.</param>
    /// <param name="on">The day.</param>
    public static IEnumerable<UserState> HoldersOf(this Roster roster, Post post, string? of, DateOnly on) =>
        roster.Users.Values.Where(user => user.PostsOn(on) is var held && held.Any(h => h.Post == post && (h.Of is null || h.Of == of))
            && held.All(h => roster.MayBeOne(user, post, h.Post, on)));

    /// <summary>Null where a user may act in a post on this day: none in which the user stands is kept apart from it.</summary>
    public static Refusal? CheckActing(this Roster roster, string user, Post post, string field) =>
        roster.Users.TryGetValue(user, out var state)
        && state.PostsOn(roster.Day).FirstOrDefault(h => !roster.MayBeOne(state, h.Post, post, roster.Day)) is { } held
            ? Apart(held.Post, post, field)
            : null;

    /// <summary>Null where the roles of a user keep apart what is to be kept apart, of each other and of the posts.</summary>
    internal static Refusal? CheckApart(this Roster roster, UserState user)
    {
        var held = user.PostsOn(roster.Day).Select(h => h.Post).ToList();
        foreach (var role in OfRoles(user))
        {
            if (held.Cast<Post?>().FirstOrDefault(h => !roster.MayBeOne(user, h!.Value, role, roster.Day)) is { } other)
                return Apart(other, role, "roles");
        }

        return null;
    }

    /// <summary>States a user's name and e-mail, which are sealed already.</summary>
    public static Result<UserNamed> Name(this Roster roster, UserNamed wanted, string name, string? email, DateOnly today) =>
        (roster.Find(wanted.User) ?? Check.Text(name, "name", 100) ?? Check.Optional(email, "email") ?? CheckEmail(email)
            ?? Check.Date(wanted.OccurredOn, today)) is { } wrong ? wrong : wanted;

    /// <summary>Appoints a user to a post, unless the posts that are held on those days are kept apart from it.</summary>
    public static Result<PostAppointed> Appoint(this Roster roster, PostAppointed wanted, DateOnly today)
    {
        if ((roster.Find(wanted.User) ?? CheckOf(wanted.Post, wanted.Of) ?? CheckPaper(wanted.Paper)
            ?? Check.Date(wanted.OccurredOn, today)) is { } wrong) return wrong;
        if (wanted.From < Earliest || wanted.To < wanted.From)
            return new Refusal(RefusalCode.PeriodInvalid, "A time in a post ends after it begins.", wanted.To is null ? "from" : "to");
        var user = roster.Users[wanted.User];
        if (user.Posts.Any(h => h.Post == wanted.Post && h.Of == wanted.Of && !(h.To < wanted.From) && !(wanted.To < h.From)))
            return new Refusal(RefusalCode.PostHeld, "The user stands in this post on some of these days.", "post");
        foreach (var held in user.Posts.Concat(OfRoles(user).Select(p => new HeldPost(p, null, Earliest, null, null))))
        {
            if (held.To < wanted.From || wanted.To < held.From) continue;
            var both = held.From > wanted.From ? held.From : wanted.From;
            // What is entered of the past is measured by the rules of today.
            if (both < today && !(held.To < today) && !(wanted.To < today)) both = today;
            if (!roster.MayBeOne(user, held.Post, wanted.Post, both)) return Apart(held.Post, wanted.Post, "post");
        }

        return wanted;
    }

    /// <summary>Ends a user's time in a post, on a day on which the user stands in it.</summary>
    public static Result<PostEnded> End(this Roster roster, PostEnded wanted, DateOnly today)
    {
        if (!roster.Users.TryGetValue(wanted.User, out var user))
            return new Refusal(RefusalCode.UserUnknown, "There is no such user.", "user");
        if ((Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } wrong) return wrong;
        return user.Posts.Any(h => h.Post == wanted.Post && h.Of == wanted.Of && h.Covers(wanted.LastDay))
            ? wanted
            : new Refusal(RefusalCode.PostNotHeld, "The user does not stand in this post on that day.", "post");
    }

    /// <summary>States that one person may hold posts that are kept apart, from today until a day.</summary>
    public static Result<PostExceptionStated> Except(this Roster roster, PostExceptionStated wanted, DateOnly today)
    {
        if ((roster.Find(wanted.User) ?? Check.Text(wanted.Reason, "reason", 500) ?? CheckPaper(wanted.Paper)
            ?? Check.Date(wanted.OccurredOn, today)) is { } wrong) return wrong;
        if (wanted.Posts.Count < 2 || wanted.Posts.Distinct().Count() != wanted.Posts.Count)
            return new Refusal(RefusalCode.PostInvalid, "An exception names two posts or more, each once.", "posts");
        return wanted.Until < wanted.OccurredOn
            ? new Refusal(RefusalCode.PeriodInvalid, "An exception lasts until today or a later day.", "until")
            : wanted;
    }

    internal static UserState Appointed(UserState user, PostAppointed e) =>
        user with { Posts = user.Posts.Add(new HeldPost(e.Post, e.Of, e.From, e.To, e.Paper)) };

    internal static UserState Ended(UserState user, PostEnded e)
    {
        var held = user.Posts.FindLastIndex(h => h.Post == e.Post && h.Of == e.Of && h.Covers(e.LastDay));
        return held < 0 ? user : user with { Posts = user.Posts.SetItem(held, user.Posts[held] with { To = e.LastDay, Reason = e.Reason }) };
    }

    internal static UserState Stated(UserState user, PostExceptionStated e) => user with
    {
        Exceptions = user.Exceptions.RemoveAll(x => x.Posts.ToHashSet().SetEquals(e.Posts))
            .Add(new PostAllowance(e.Posts, e.OccurredOn, e.Until, e.Reason, e.Paper)),
    };

    private static Refusal Apart(Post held, Post wanted, string field) => new(RefusalCode.PostsApart,
        $"{Word(held)} and {Word(wanted)} may not be one person's; state an exception with its reason and last day, or appoint another.", field);

    private static bool IsTreasurer(Post one, Post other) =>
        (one, other) is (Post.Cashier, Post.Accountant) or (Post.Accountant, Post.Cashier);

    private static IEnumerable<Post> OfRoles(UserState user)
    {
        if (user.Roles.Any(r => r is Role.Cashier or Role.Treasurer)) yield return Post.Cashier;
        if (user.Roles.Any(r => r is Role.Accountant or Role.Treasurer)) yield return Post.Accountant;
    }

    /// <summary>A committee is one of a fund; who heads projects may head one alone.</summary>
    private static Refusal? CheckOf(Post post, string? of) => (post, of) switch
    {
        (Post.FundCommittee, null) => new Refusal(RefusalCode.PostInvalid, "A committee is that of a fund: name it.", "of"),
        (Post.FundCommittee or Post.ProjectHead, _) or (_, null) => Check.OptionalId(of, "of"),
        _ => new Refusal(RefusalCode.PostInvalid, "This post is the federation's own, and not of a fund or project.", "of"),
    };

    private static Refusal? CheckPaper(string? paper) => paper is null ? null : Check.Sha256(paper, "paper");

    private static Refusal? CheckEmail(string? email) => email is null || (email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == email.LastIndexOf('@') && at < email.Length - 1 && !email.Any(char.IsWhiteSpace))
            ? null
            : new Refusal(RefusalCode.MalformedRequest, "email is an address such as name@example.org.", "email");

    private static string Word(Post post) => JsonNamingPolicy.SnakeCaseLower.ConvertName(post.ToString());
}
