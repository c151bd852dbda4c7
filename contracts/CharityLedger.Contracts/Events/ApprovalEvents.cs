using System.Text.Json;

namespace CharityLedger.Contracts.Events;

/// <summary>Somebody asked for an action that needs others' approval (申请). Nothing has been done yet.</summary>
/// <param name="Request">Id of the request.</param>
/// <param name="Action">What is asked for, such as <c>make_payment</c>.</param>
/// <param name="Subject">The thing that the action's address names, where there is one.</param>
/// <param name="Input">The action's own request, as it will be carried out.</param>
/// <param name="AmountFen">What it moves, in fen; null where it moves no money.</param>
/// <param name="Parties">Names and ids of those outside who gain by it: whoever has an interest in one may take no part.</param>
/// <param name="Approvals">How many approvals it needs, by the policy row in force.</param>
/// <param name="By">Who asked.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("action_requested")]
public sealed record ActionRequested(
    string Request, string Action, string? Subject, JsonElement Input, long? AmountFen, IReadOnlyList<string> Parties,
    int Approvals, string By, DateOnly OccurredOn) : IDated;

/// <summary>Another person approved a request (审批通过).</summary>
/// <param name="Request">The request.</param>
/// <param name="By">Who approved.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("action_approved")]
public sealed record ActionApproved(string Request, string By, DateOnly OccurredOn) : IDated;

/// <summary>A request was rejected, or withdrawn by who made it (驳回、撤回). It is closed.</summary>
/// <param name="Request">The request.</param>
/// <param name="By">Who rejected it.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("action_rejected")]
public sealed record ActionRejected(string Request, string By, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A request was carried out (执行): what it asked for stands in the same command.</summary>
/// <param name="Request">The request.</param>
/// <param name="By">Who carried it out.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("action_executed")]
public sealed record ActionExecuted(string Request, string By, DateOnly OccurredOn) : IDated;
