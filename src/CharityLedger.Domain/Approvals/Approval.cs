using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Papers;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Approvals;

/// <summary>Where a request stands.</summary>
public enum RequestStatus
{
    /// <summary>It waits for approvals or its execution.</summary>
    Open,

    /// <summary>It was rejected or withdrawn.</summary>
    Rejected,

    /// <summary>It was carried out.</summary>
    Executed,
}

/// <summary>A request as the log says.</summary>
/// <param name="Request">What was asked for, and by whom.</param>
/// <param name="ApprovedBy">Who approved, in order.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ExecutedBy">Who carried it out.</param>
public sealed record RequestState(
    ActionRequested Request, ImmutableList<string> ApprovedBy, RequestStatus Status = RequestStatus.Open, string? ExecutedBy = null)
{
    /// <summary>Its papers.</summary>
    public Attachments Papers { get; init; } = Attachments.None;

    /// <summary>Kinds of papers that it must hold before anybody approves it.</summary>
    public IReadOnlyList<PaperKind> Required { get; init; } = [];

    /// <summary>The posts that sign it, in order; null where approvals are counted.</summary>
    public RouteFixed? Route { get; init; }

    /// <summary>Who signed for which of its posts.</summary>
    public ImmutableList<Signature> Signatures { get; init; } = [];

    /// <summary>Which of the approvals that stand were signed on paper.</summary>
    public ImmutableList<SignedOnPaper> OnPaper { get; init; } = [];

    /// <summary>Scans of signatures that fell: they are of what was asked before.</summary>
    public ImmutableHashSet<string> FallenScans { get; init; } = [];

    /// <summary>Since when it stands as it is: asked, asked again, or with the last of its own papers.</summary>
    public DateOnly StandsSince { get; init; } = Request.OccurredOn;

    /// <summary>Whom it pays in the register of contacts; null for nobody that it names.</summary>
    public PayeeNamed? Payee { get; init; }

    /// <summary>Who called the payee back about the account; null for nobody yet.</summary>
    public string? CalledBackBy { get; init; }

    /// <summary>Whether it waits for who asked to mend it.</summary>
    public bool IsSentBack { get; init; }

    /// <summary>Its signing along its route; null where approvals are counted.</summary>
    public Signing? SigningBy(Roster roster, ApprovalRoutes routes) =>
        Route is null ? null : new Signing(Request, Route.Posts, Request.Approvals, roster, routes);

    /// <summary>Everyone who has taken part so far.</summary>
    public IEnumerable<string> People => ApprovedBy.Prepend(Request.By);
}

/// <summary>
/// The one way in which several persons do a thing together (审批): one asks, others approve, and one who didn't approve
/// carries it out. Nobody approves what he asked for, nobody twice, and whoever has an interest takes no part.
/// </summary>
public static class Approval
{
    /// <summary>Asks for an action.</summary>
    public static Result<ActionRequested> Ask(ActionRequested wanted, Roster roster) =>
        roster.CheckInterests([wanted.By], wanted.Parties) is { } refusal ? refusal : wanted;

    /// <summary>Approves by an account: whose turn it is by the route, or any approver where approvals are counted.</summary>
    public static Result<ActionApproved> Approve(RequestState? state, ActionApproved wanted, Roster roster, ApprovalRoutes routes)
    {
        if (CheckDue(state) is { } notDue) return notDue;
        return roster.Users.GetValueOrDefault(wanted.By) is { IsOnPaper: true }
            ? new Refusal(RefusalCode.UserOnPaper, "This user signs on paper, and has no account.")
            : Sign(state!, wanted, roster, routes);
    }

    /// <summary>
    /// Approves in the name of who signed on paper: whose turn it is, as of all others. Who enters it takes part too, and so neither asked
    /// for it nor has an interest.
    /// </summary>
    /// <param name="state">The request.</param>
    /// <param name="wanted">The signature.</param>
    /// <param name="roster">The users.</param>
    /// <param name="routes">The routes.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<ActionApproved> Enter(
        RequestState? state, SignedOnPaper wanted, Roster roster, ApprovalRoutes routes, DateOnly today)
    {
        if (CheckDue(state) is { } notDue) return notDue;
        if (state!.Request.By == wanted.EnteredBy) return Second("Whoever asked for it can't enter a signature for it.");
        if (roster.Find(wanted.By) is { } unknown) return unknown with { Field = "signer" };
        if (!roster.Users[wanted.By].IsOnPaper)
            return new Refusal(RefusalCode.SignerHasAccount, "Who has an account signs by it, not on paper.", "signer");
        if (state.SigningBy(roster, routes) is not { } signing)
            return new Refusal(RefusalCode.ApprovalsCounted, "Approvals of this request are counted; nobody signs it on paper.", "request");
        if ((roster.CheckInterests([wanted.EnteredBy], state.Request.Parties) ?? Check.Date(wanted.SignedOn, today, "signedOn")
            ?? Check.NotBefore(wanted.SignedOn, state.StandsSince, "signedOn")) is { } refusal) return refusal;
        if (state.FallenScans.Contains(wanted.Scan))
            return new Refusal(RefusalCode.PaperExists, "This is the scan of a signature that fell: what is asked now is signed anew.", "scan");
        return signing.IsSigner(wanted.By, wanted.SignedOn)
            ? Sign(state, new ActionApproved(wanted.Request, wanted.By, wanted.OccurredOn), roster, routes)
            : new Refusal(RefusalCode.SignatureNotDue, "On that day the signer held none of the posts that sign it.", "signedOn");
    }

    private static Result<ActionApproved> Sign(RequestState state, ActionApproved wanted, Roster roster, ApprovalRoutes routes)
    {
        if (state.SigningBy(roster, routes) is { } signing)
        {
            if (state.Request.By == wanted.By) return Second("Whoever asked for it can't approve it.");
            if (roster.CheckInterests([wanted.By], state.Request.Parties) is { } interest) return interest;
            if (signing.Sign(state.Signatures, wanted.By).Refusal is { } notDue) return notDue;
            return state.Papers.Missing(state.Required) is { } lacking ? lacking : wanted;
        }

        if (!roster.Allows(wanted.By, Role.Approver)) return new Refusal(RefusalCode.NotAllowed, "Only an approver approves.");
        if (state.People.Contains(wanted.By))
            return Second("Whoever asked for it, or approved it already, can't approve it.");
        if (state.Papers.Missing(state.Required) is { } missing) return missing;
        return roster.CheckInterests([wanted.By], state.Request.Parties) is { } conflict ? conflict : wanted;
    }

    /// <summary>Rejects, or withdraws an own request.</summary>
    public static Result<ActionRejected> Reject(RequestState? state, ActionRejected wanted, Roster roster)
    {
        if ((CheckOpen(state) ?? Check.Text(wanted.Reason, "reason", 500)) is { } refusal) return refusal;
        return wanted.By == state!.Request.By || roster.Allows(wanted.By, Role.Approver)
            ? wanted
            : new Refusal(RefusalCode.NotAllowed, "An approver rejects a request, or who made it withdraws it.");
    }

    /// <summary>Says that the payee was called back: once, by another than who asked.</summary>
    public static Result<PayeeCalledBack> CallBack(RequestState? state, PayeeCalledBack wanted, Roster roster)
    {
        if (CheckOpen(state) is { } closed) return closed;
        if (state is not { Payee.NeedsCallBack: true, CalledBackBy: null })
            return new Refusal(RefusalCode.CallBackNotDue, "Nobody has to be called back for this request, or it was done.", "request");
        if (wanted.By == state.Request.By) return Second("Whoever asked for it can't call back.");
        return roster.CheckInterests([wanted.By], state.Request.Parties) is { } conflict ? conflict : wanted;
    }

    /// <summary>Sends a request back: whoever could approve or reject it, and didn't make it.</summary>
    public static Result<ActionSentBack> SendBack(RequestState? state, ActionSentBack wanted, Roster roster, ApprovalRoutes routes)
    {
        if ((CheckOpen(state) ?? Check.Text(wanted.Reason, "reason", 500)) is { } refusal) return refusal;
        if (state!.IsSentBack) return SentBack;
        if (wanted.By == state.Request.By) return Second("Whoever asked for it withdraws it.");
        return roster.Allows(wanted.By, Role.Approver)
            || state.SigningBy(roster, routes)?.Signers(state.Signatures).Contains(wanted.By) is true
                ? wanted
                : new Refusal(RefusalCode.NotAllowed, "Who could approve a request sends it back.");
    }

    /// <summary>Asks again for what was sent back.</summary>
    public static Result<ActionAskedAgain> AskAgain(RequestState? state, ActionAskedAgain wanted, string by, Roster roster)
    {
        if (CheckOpen(state) is { } closed) return closed;
        if (!state!.IsSentBack) return new Refusal(RefusalCode.RequestClosed, "This request was not sent back.");
        if (by != state.Request.By) return new Refusal(RefusalCode.NotAllowed, "Who asked for it mends it.");
        return roster.CheckInterests([by], wanted.Parties) is { } conflict ? conflict : wanted;
    }

    /// <summary>Whether a request has all its approvals, by people who may approve still.</summary>
    public static bool IsComplete(RequestState state, Roster roster, ApprovalRoutes routes) =>
        state.SigningBy(roster, routes)?.IsComplete(state.Signatures) ?? Standing(state, roster) >= state.Request.Approvals;

    /// <summary>Carries out what others approved who are approvers still. Interests declared since then count as well.</summary>
    /// <param name="state">The request.</param>
    /// <param name="wanted">What is to be done.</param>
    /// <param name="roster">The users.</param>
    /// <param name="routes">The routes.</param>
    /// <param name="stands">Whether its approval was complete once and stands, whoever has left since.</param>
    public static Result<ActionExecuted> Execute(
        RequestState? state, ActionExecuted wanted, Roster roster, ApprovalRoutes routes, bool stands = false)
    {
        if (CheckOpen(state) is { } closed) return closed;
        if (!stands && !IsComplete(state!, roster, routes))
        {
            return new Refusal(RefusalCode.ApprovalsMissing, state!.Route is { Posts: var posts }
                ? FormattableString.Invariant($"Of {posts.Count} posts {state.SigningBy(roster, routes)!.Next(state.Signatures)} have signed.")
                : FormattableString.Invariant($"It has {Standing(state, roster)} of {state.Request.Approvals} approvals."));
        }

        if (state!.ApprovedBy.Contains(wanted.By)) return Second("Whoever approved it can't carry it out.");
        // Otherwise two accounts could pay by scans that one of them made.
        if (state.OnPaper.Any(s => s.EnteredBy == wanted.By)) return Second("Whoever entered a signature on paper can't carry it out.");
        return roster.CheckInterests(state.People.Append(wanted.By), state.Request.Parties) is { } conflict ? conflict : wanted;
    }

    /// <summary>Folds an event.</summary>
    public static RequestState? Evolve(RequestState? state, ILedgerEvent @event) => @event switch
    {
        ActionRequested e => new RequestState(e, []),
        ActionApproved e => state! with { ApprovedBy = state.ApprovedBy.Add(e.By) },
        PapersRequired e => state! with { Required = e.Kinds },
        // Who signed over other papers hasn't signed over these.
        PaperAdded { IsBeside: false } e when state is not null => Unsigned(state) with
        {
            Papers = state.Papers.Evolve(e), StandsSince = e.OccurredOn > state.StandsSince ? e.OccurredOn : state.StandsSince,
        },
        PaperAdded e when state is not null => state with { Papers = state.Papers.Evolve(e) },
        RouteFixed e => state! with { Route = e },
        PayeeNamed e => state! with { Payee = e },
        PayeeCalledBack e => state! with { CalledBackBy = e.By },
        PostsSigned e => state! with { Signatures = state.Signatures.Add(new Signature(e.By, e.Steps)) },
        SignedOnPaper e => state! with { OnPaper = state.OnPaper.Add(e) },
        ActionSentBack => Unsigned(state!) with { IsSentBack = true },
        ActionAskedAgain e => state! with
        {
            Request = state.Request with { Input = e.Input, AmountFen = e.AmountFen, Parties = e.Parties, Approvals = e.Approvals },
            StandsSince = e.OccurredOn, IsSentBack = false, Required = [], Route = null, Payee = null, CalledBackBy = null,
        },
        PaymentApprovedAgain { Input: { } input } => state! with { Request = state.Request with { Input = input } },
        ActionRejected => state! with { Status = RequestStatus.Rejected },
        ActionExecuted e => state! with { Status = RequestStatus.Executed, ExecutedBy = e.By },
        _ => state,
    };

    private static RequestState Unsigned(RequestState state) => state with
    {
        ApprovedBy = [], Signatures = [], OnPaper = [], FallenScans = state.FallenScans.Union(state.OnPaper.Select(s => s.Scan)),
    };

    private static int Standing(RequestState state, Roster roster) => state.ApprovedBy.Count(p => roster.Allows(p, Role.Approver));

    private static Refusal? CheckOpen(RequestState? state) => state switch
    {
        null => new Refusal(RefusalCode.RequestUnknown, "There is no such request.", "request"),
        { Status: RequestStatus.Open } => null,
        _ => new Refusal(RefusalCode.RequestClosed, "This request is closed."),
    };

    /// <summary>Null where signatures are due, whoever's.</summary>
    private static Refusal? CheckDue(RequestState? state) => CheckOpen(state) ?? state switch
    {
        { IsSentBack: true } => SentBack,
        { Payee.NeedsCallBack: true, CalledBackBy: null } => new Refusal(RefusalCode.CallBackMissing,
            "The payee's account was never paid to: a second person calls back first.", "request"),
        _ => null,
    };

    private static Refusal SentBack { get; } = new(RefusalCode.RequestSentBack, "This request was sent back; who asked for it mends it.");

    private static Refusal Second(string message) => new(RefusalCode.SecondPersonNeeded, message);
}
