using System.Text.Json;

namespace CharityLedger.Contracts.Events;

/// <summary>Which requests a rule binds. What is null limits nothing.</summary>
/// <param name="Action">What is asked for, such as <c>make_payment</c>.</param>
/// <param name="Expense">For this kind of expense alone.</param>
/// <param name="AboveFen">For what moves more than this, in fen.</param>
/// <param name="Fund">For the money of this fund alone.</param>
/// <param name="Project">For this project alone.</param>
public sealed record RequestScope(
    string Action, ExpenseKind? Expense = null, long? AboveFen = null, string? Fund = null, string? Project = null);

/// <summary>A post that signs.</summary>
/// <param name="Post">The post.</param>
/// <param name="Of">The fund of a committee, or the project of its head; null where the post is the federation's own.</param>
public sealed record RoutePost(Post Post, string? Of = null);

/// <summary>
/// Posts sign in this order what falls under the scope (审批路线). It binds what is asked for from its first day on; of several the one
/// for the narrowest scope.
/// </summary>
/// <param name="Route">Its id.</param>
/// <param name="Scope">What it is for.</param>
/// <param name="Posts">Who signs, in order; a committee or a project's head is that of the request's own fund or project.</param>
/// <param name="EffectiveFrom">First day, not before the decision is carried out.</param>
/// <param name="Source">The resolution that adopted it.</param>
/// <param name="Paper">SHA-256 of the resolution; null for none.</param>
/// <param name="OccurredOn">Day of the resolution.</param>
[EventType("approval_route_set")]
public sealed record ApprovalRouteSet(
    string Route, RequestScope Scope, IReadOnlyList<Post> Posts, DateOnly EffectiveFrom, string Source, string? Paper, DateOnly OccurredOn)
    : IDated;

/// <summary>A route binds no more.</summary>
/// <param name="Route">The route.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="EndsOn">Its last day.</param>
/// <param name="OccurredOn">Day of the decision.</param>
[EventType("approval_route_ended")]
public sealed record ApprovalRouteEnded(string Route, string Reason, DateOnly EndsOn, DateOnly OccurredOn) : IDated;

/// <summary>Somebody signs in a post's place from a day to a day (代签授权). Never for what that user asked for.</summary>
/// <param name="StandIn">Its id.</param>
/// <param name="Post">The post.</param>
/// <param name="User">Who signs.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Reason">Why, such as a journey.</param>
/// <param name="Paper">SHA-256 of the paper that says so; null for none.</param>
/// <param name="OccurredOn">Day of the decision.</param>
[EventType("stand_in_named")]
public sealed record StandInNamed(
    string StandIn, RoutePost Post, string User, DateOnly From, DateOnly To, string Reason, string? Paper, DateOnly OccurredOn) : IDated;

/// <summary>A stand-in ended before its last day.</summary>
/// <param name="StandIn">Which.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Day of the decision: from then on the user signs in that place no more.</param>
[EventType("stand_in_ended")]
public sealed record StandInEnded(string StandIn, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>Who has to sign a request, by the route of the day on which it was asked for. It stands beside the request.</summary>
/// <param name="Request">The request.</param>
/// <param name="Route">The route.</param>
/// <param name="Posts">Who signs, in order.</param>
[EventType("route_fixed")]
public sealed record RouteFixed(string Request, string Route, IReadOnlyList<RoutePost> Posts) : ILedgerEvent;

/// <summary>For which posts of its route somebody signed a request. It stands beside the approval, in the same command; there too of one
/// who signed earlier and holds a later post as well.</summary>
/// <param name="Request">The request.</param>
/// <param name="By">Who signed, now or earlier.</param>
/// <param name="Steps">Numbers of the posts in the route, from 0; none for a further person beside them.</param>
[EventType("posts_signed")]
public sealed record PostsSigned(string Request, string By, IReadOnlyList<int> Steps) : ILedgerEvent;

/// <summary>An approval was signed on paper by somebody without an account (纸质签字). It stands beside the approval, in the same command, as
/// does the scan, which is a paper of the request.</summary>
/// <param name="Request">The request.</param>
/// <param name="By">Who signed.</param>
/// <param name="EnteredBy">Who entered the signature.</param>
/// <param name="Scan">SHA-256 of the scan, lower-case hex.</param>
/// <param name="SignedOn">Day on the paper in Asia/Shanghai: not before the request stood as it was signed.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai on which it was entered.</param>
[EventType("signed_on_paper")]
public sealed record SignedOnPaper(
    string Request, string By, string EnteredBy, string Scan, DateOnly SignedOn, DateOnly OccurredOn) : IDated;

/// <summary>A request was sent back to whoever asked (退回): all signatures fall; it is mended and asked again, or withdrawn.</summary>
/// <param name="Request">The request.</param>
/// <param name="By">Who sent it back.</param>
/// <param name="Reason">What is to be mended.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("action_sent_back")]
public sealed record ActionSentBack(string Request, string By, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A request that was sent back is asked again under the same number, as it is here.</summary>
/// <param name="Request">The request.</param>
/// <param name="Input">The action's own request, as it will be carried out.</param>
/// <param name="AmountFen">What it moves, in fen; null where it moves no money.</param>
/// <param name="Parties">Names and ids of those outside who gain by it.</param>
/// <param name="Approvals">How many approvals it needs, by the policy row in force.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("action_asked_again")]
public sealed record ActionAskedAgain(
    string Request, JsonElement Input, long? AmountFen, IReadOnlyList<string> Parties, int Approvals, DateOnly OccurredOn) : IDated;
