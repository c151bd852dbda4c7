using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Users;

/// <summary>A user as the log says.</summary>
/// <param name="Id">Id of the user.</param>
/// <param name="Roles">The roles that were given; what they open on a day, <see cref="Roster.RolesOf"/> says.</param>
/// <param name="IsDisabled">Whether the user was disabled.</param>
/// <param name="Interests">Parties in whom the user declared an interest.</param>
/// <param name="Version">Version of the user's stream.</param>
public sealed record UserState(
    string Id, IReadOnlyList<Role> Roles, bool IsDisabled, ImmutableSortedSet<string> Interests, long Version)
{
    /// <summary>Name and e-mail as they were stated last; null for never.</summary>
    public UserNamed? Name { get; init; }

    /// <summary>Whether the user signs on paper: without an account, and without roles for good.</summary>
    public bool IsOnPaper { get; init; }

    /// <summary>The posts in which the user stands, stood or will stand, in the order of their appointment.</summary>
    public ImmutableList<HeldPost> Posts { get; init; } = [];

    /// <summary>What was stated of posts that are kept apart; the latest for the same posts counts.</summary>
    public ImmutableList<PostAllowance> Exceptions { get; init; } = [];

    /// <summary>Whether the user keeps the users.</summary>
    public bool IsAdministrator => !IsDisabled && Roles.Contains(Role.Administrator);
}

/// <summary>All users of a federation, folded from the federation's stream and theirs.</summary>
/// <param name="Users">By id.</param>
/// <param name="IsBeingSetUp">
/// Whether the federation was registered and never had a user: then its token may do all that one person may. It is a state
/// of its own, not the lack of users, so that a roster that can't be read lets nobody in.
/// </param>
/// <param name="Version">Version of the federation's stream.</param>
/// <param name="IsSettled">Whether the federation's stream itself says that setting up ended.</param>
public sealed record Roster(
    ImmutableSortedDictionary<string, UserState> Users, bool IsBeingSetUp = false, long Version = 0, bool IsSettled = false)
{
    /// <summary>Nobody, of no federation that is known: nothing is allowed.</summary>
    public static readonly Roster Empty = new(ImmutableSortedDictionary.Create<string, UserState>(StringComparer.Ordinal));

    /// <summary>The day on which it is asked, in Beijing: posts and exceptions are dated.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The rules that bind the federation; those on posts say who may what.</summary>
    public Policy Policy { get; init; } = Policy.Default;

    /// <summary>Those who keep the users.</summary>
    public IEnumerable<UserState> Administrators => Users.Values.Where(u => u.IsAdministrator);

    /// <summary>Whether a user may do what one of these roles may do.</summary>
    public bool Allows(string user, params IReadOnlyCollection<Role> roles) =>
        IsBeingSetUp || (Users.TryGetValue(user, out var state) && RolesOf(state).Any(roles.Contains));

    /// <summary>
    /// What a user may do on this day. Who is cashier and accountant without an exception that is in force is neither, and only reads,
    /// until an administrator decides which.
    /// </summary>
    public IReadOnlyCollection<Role> RolesOf(UserState user)
    {
        if (user.IsDisabled) return [];
        var roles = user.Roles.ToHashSet();
        if (roles.Contains(Role.Treasurer)) roles.UnionWith([Role.Cashier, Role.Accountant]);
        if (!roles.IsSupersetOf([Role.Cashier, Role.Accountant]) || this.MayBeOne(user, Post.Cashier, Post.Accountant, Day)) return roles;
        roles.ExceptWith([Role.Cashier, Role.Accountant]);
        roles.Add(Role.Treasurer);
        return roles;
    }

    /// <summary>Ids of those who may approve what somebody asked for by which these parties gain, in order.</summary>
    public IEnumerable<string> ApproversOf(string askedBy, IReadOnlyList<string> parties) => Users.Keys
        .Where(u => u != askedBy && Allows(u, Role.Approver) && CheckInterests([u], parties) is null);

    /// <summary>Adds a user. The first one keeps the users, or nobody ever could.</summary>
    public Result<UserAdded> Add(UserAdded wanted, DateOnly today)
    {
        if (Check.Id(wanted.User, "user") is { } refusal) return refusal;
        if (Users.ContainsKey(wanted.User)) return new Refusal(RefusalCode.UserExists, "A user of this id exists.", "user");
        if (Users.IsEmpty && !wanted.Roles.Contains(Role.Administrator)) return NoAdministrator;
        var user = new UserState(wanted.User, wanted.Roles, false, [], 0);
        return (CheckRoles(wanted.Roles) ?? this.CheckApart(user) ?? Check.Date(wanted.OccurredOn, today)) is { } wrong ? wrong : wanted;
    }

    /// <summary>Adds somebody who signs on paper. Users are kept by others, so one of those is there before.</summary>
    public Result<PaperSignerAdded> Add(PaperSignerAdded wanted, DateOnly today)
    {
        if (Check.Id(wanted.User, "user") is { } refusal) return refusal;
        if (Users.ContainsKey(wanted.User)) return new Refusal(RefusalCode.UserExists, "A user of this id exists.", "user");
        if (Users.IsEmpty) return NoAdministrator;
        return Check.Date(wanted.OccurredOn, today) is { } wrong ? wrong : wanted;
    }

    /// <summary>Gives a user other roles.</summary>
    public Result<UserRolesChanged> Change(UserRolesChanged wanted, DateOnly today)
    {
        if ((FindAccount(wanted.User) ?? CheckRoles(wanted.Roles) ?? this.CheckApart(Users[wanted.User] with { Roles = wanted.Roles })
            ?? Check.Date(wanted.OccurredOn, today)) is { } wrong) return wrong;
        return !wanted.Roles.Contains(Role.Administrator) && IsLastAdministrator(wanted.User) ? NoAdministrator : wanted;
    }

    /// <summary>Disables a user for good.</summary>
    public Result<UserDisabled> Disable(UserDisabled wanted, DateOnly today)
    {
        if ((Find(wanted.User) ?? Check.Date(wanted.OccurredOn, today)) is { } wrong) return wrong;
        return IsLastAdministrator(wanted.User) ? NoAdministrator : wanted;
    }

    /// <summary>Declares an interest.</summary>
    public Result<InterestDeclared> Declare(InterestDeclared wanted, DateOnly today)
    {
        if ((Find(wanted.User) ?? Check.Text(wanted.Party, "party") ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today)) is { } wrong) return wrong;
        return Users[wanted.User].Interests.Contains(wanted.Party)
            ? new Refusal(RefusalCode.InterestInvalid, "This interest was declared already.", "party")
            : wanted;
    }

    /// <summary>Ends an interest.</summary>
    public Result<InterestEnded> End(InterestEnded wanted, DateOnly today)
    {
        if ((Find(wanted.User) ?? Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } wrong) return wrong;
        return Users[wanted.User].Interests.Contains(wanted.Party)
            ? wanted
            : new Refusal(RefusalCode.InterestInvalid, "This interest was not declared.", "party");
    }

    /// <summary>Null where none of these users has an interest in one of the parties.</summary>
    public Refusal? CheckInterests(IEnumerable<string> users, IEnumerable<string> parties)
    {
        var gainers = parties.Select(PartyName.Plain).ToHashSet(StringComparer.Ordinal);
        var conflicted = users.FirstOrDefault(u => Users.TryGetValue(u, out var state)
            && state.Interests.Any(i => gainers.Contains(PartyName.Plain(i))));
        return conflicted is null
            ? null
            : new Refusal(RefusalCode.ConflictOfInterest, $"“{conflicted}” declared an interest in who gains by this.");
    }

    /// <summary>Null where there is such a user, and it was not disabled.</summary>
    public Refusal? Find(string user) => !Users.TryGetValue(user, out var state)
        ? new Refusal(RefusalCode.UserUnknown, "There is no such user.", "user")
        : state.IsDisabled ? new Refusal(RefusalCode.UserDisabled, "This user was disabled.", "user") : null;

    /// <summary>Null where there is such a user with an account, and it was not disabled.</summary>
    public Refusal? FindAccount(string user) => Find(user) ?? (Users[user].IsOnPaper
        ? new Refusal(RefusalCode.UserOnPaper, "This user signs on paper, and has no account.", "user")
        : null);

    /// <summary>Folds an event of the federation's stream or of a user's.</summary>
    public Roster Evolve(ILedgerEvent @event, long version) => @event switch
    {
        FederationRegistered e => this with { IsBeingSetUp = true, Version = version, Policy = Policy with { Region = e.Region } },
        PolicyRowSet e => this with { Policy = Policy with { Set = [.. Policy.Set, e] } },
        SettingUpEnded => this with { IsBeingSetUp = false, Version = version, IsSettled = true },
        UserAdded e => With(new UserState(e.User, e.Roles, false, [], version)),
        PaperSignerAdded e => With(new UserState(e.User, [], false, [], version) { IsOnPaper = true }),
        UserRolesChanged e => With(Users[e.User] with { Roles = e.Roles, Version = version }),
        UserDisabled e => With(Users[e.User] with { IsDisabled = true, Version = version }),
        InterestDeclared e => With(Users[e.User] with { Interests = Users[e.User].Interests.Add(e.Party), Version = version }),
        InterestEnded e => With(Users[e.User] with { Interests = Users[e.User].Interests.Remove(e.Party), Version = version }),
        UserNamed e => With(Users[e.User] with { Name = e, Version = version }),
        PostAppointed e => With(PostRules.Appointed(Users[e.User], e) with { Version = version }),
        PostEnded e => With(PostRules.Ended(Users[e.User], e) with { Version = version }),
        PostExceptionStated e => With(PostRules.Stated(Users[e.User], e) with { Version = version }),
        _ => this,
    };

    private static Refusal NoAdministrator { get; } =
        new(RefusalCode.AdministratorMissing,
            "One must be left who keeps the users: an administrator, or an operator of the installation.", "roles");

    private bool IsLastAdministrator(string user) => Administrators.All(a => a.Id == user);

    private Roster With(UserState user) => this with { Users = Users.SetItem(user.Id, user), IsBeingSetUp = false };

    /// <summary>An auditor who may also write would check own work.</summary>
    private static Refusal? CheckRoles(IReadOnlyList<Role> roles) =>
        roles.Count == 0 || roles.Distinct().Count() != roles.Count || (roles.Contains(Role.Auditor) && roles.Count > 1)
        || (roles.Contains(Role.Treasurer) && roles.Intersect([Role.Cashier, Role.Accountant]).Any())
            ? new Refusal(RefusalCode.RolesInvalid,
                "A user has at least one role, each once; an auditor has no other, and a treasurer is cashier and accountant.", "roles")
            : null;
}
