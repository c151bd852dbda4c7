using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Approvals;

/// <summary>A federation's routes (审批路线) and stand-ins (代签授权), by id.</summary>
public sealed record ApprovalRoutes(
    ImmutableSortedDictionary<string, ScopedRule<ApprovalRouteSet>> Routes, ImmutableSortedDictionary<string, StandInNamed> StandIns)
{
    private const int MostPosts = 12;

    /// <summary>None: approvals are counted.</summary>
    public static readonly ApprovalRoutes None = new(
        ImmutableSortedDictionary.Create<string, ScopedRule<ApprovalRouteSet>>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, StandInNamed>(StringComparer.Ordinal));

    /// <summary>The posts that sign a request, in order; null where no route binds it.</summary>
    /// <param name="facts">What is asked for.</param>
    /// <param name="request">The request.</param>
    /// <param name="on">Day on which it is asked for.</param>
    public RouteFixed? Fix(RequestFacts facts, string request, DateOnly on)
    {
        var route = Routes.Values.Where(r => r.Binds(facts, on))
            .OrderBy(r => r.Scope.Narrowness()).ThenBy(r => r.EffectiveFrom).ThenBy(r => r.Set.Route, StringComparer.Ordinal).LastOrDefault();
        return route is null
            ? null
            : new RouteFixed(request, route.Set.Route, [.. route.Set.Posts.SelectMany(p => Of(p, facts).Select(of => new RoutePost(p, of)))]);
    }

    /// <summary>Those who sign in a post's place on a day.</summary>
    public IEnumerable<string> StandInsFor(RoutePost post, DateOnly on) => StandIns.Values
        .Where(s => s.Post.Post == post.Post && (s.Post.Of is null || s.Post.Of == post.Of) && s.From <= on && on <= s.To).Select(s => s.User);

    /// <summary>Sets a route that isn't there yet.</summary>
    /// <param name="wanted">The route.</param>
    /// <param name="actions">Names of all that can be asked for.</param>
    /// <param name="today">Today in Beijing.</param>
    public Result<ApprovalRouteSet> Set(ApprovalRouteSet wanted, IReadOnlySet<string> actions, DateOnly today)
    {
        if ((Check.Id(wanted.Route, "route") ?? Check.Text(wanted.Source, "source") ?? Check.Date(wanted.OccurredOn, today)) is { } refusal)
            return refusal;
        if (Routes.ContainsKey(wanted.Route)) return Invalid("A route of this id was set; end it, and set another.", "route");
        if (wanted.Scope.Fault(actions) is { } fault) return Invalid(fault, "scope");
        if (wanted.Posts.Count is 0 or > MostPosts || wanted.Posts.Distinct().Count() != wanted.Posts.Count)
            return Invalid($"A route has 1 to {MostPosts} posts, each once.", "posts");
        return wanted.EffectiveFrom < today
            ? new Refusal(RefusalCode.PeriodInvalid, "A route binds from today on, or later.", "effectiveFrom")
            : wanted;
    }

    /// <summary>Ends a route.</summary>
    public Result<ApprovalRouteEnded> End(ApprovalRouteEnded wanted, DateOnly today)
    {
        if (!Routes.TryGetValue(wanted.Route, out var route) || route.EndsOn is not null)
            return Invalid("There is no such route that binds.", "route");
        return (Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal ? refusal : wanted;
    }

    /// <summary>Names a stand-in.</summary>
    public Result<StandInNamed> Name(StandInNamed wanted, DateOnly today)
    {
        if ((Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal) return refusal;
        return wanted.From < today || wanted.To < wanted.From
            ? new Refusal(RefusalCode.PeriodInvalid, "Who stands in does so from today on, or later, until a day.", "from")
            : wanted;
    }

    /// <summary>Ends a stand-in.</summary>
    public Result<StandInEnded> End(StandInEnded wanted, DateOnly today)
    {
        if (!StandIns.TryGetValue(wanted.StandIn, out var named) || named.To < today) return Invalid("Nobody stands in so.", "standIn");
        return (Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal ? refusal : wanted;
    }

    /// <summary>Folds an event.</summary>
    public ApprovalRoutes Evolve(ILedgerEvent @event) => @event switch
    {
        ApprovalRouteSet e => this with { Routes = Routes.SetItem(e.Route, new ScopedRule<ApprovalRouteSet>(e, e.Scope, e.EffectiveFrom)) },
        ApprovalRouteEnded e => this with { Routes = Routes.SetItem(e.Route, Routes[e.Route] with { EndsOn = e.EndsOn }) },
        StandInNamed e => this with { StandIns = StandIns.SetItem(e.StandIn, e) },
        StandInEnded e => this with { StandIns = StandIns.Remove(e.StandIn) },
        _ => this,
    };

    /// <summary>A committee signs for its fund, and a head for the project; a request of none leaves the post to the federation's own.</summary>
    private static IEnumerable<string?> Of(Post post, RequestFacts facts) => post switch
    {
        Post.FundCommittee when facts.Funds.Count > 0 => facts.Funds.Distinct().Select(f => (string?)f),
        Post.ProjectHead when facts.Projects.Count > 0 => facts.Projects.Distinct().Select(f => (string?)f),
        _ => [null],
    };

    private static Refusal Invalid(string why, string field) => new(RefusalCode.ApprovalRouteInvalid, why, field);
}
