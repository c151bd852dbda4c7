using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Approvals;

/// <summary>What of a request says which rules bind it.</summary>
/// <param name="Action">What is asked for.</param>
/// <param name="AmountFen">What it moves, in fen; null for no money.</param>
/// <param name="Expenses">The kinds of expense that it is; none where it is no expense.</param>
/// <param name="Funds">The funds whose money it moves.</param>
/// <param name="Projects">The projects that it is for.</param>
public sealed record RequestFacts(
    string Action, long? AmountFen, IReadOnlyList<ExpenseKind> Expenses, IReadOnlyList<string> Funds, IReadOnlyList<string> Projects)
{
    /// <summary>Whether it falls under a scope.</summary>
    public bool FallsUnder(RequestScope scope) => scope.Action == Action
        && (scope.Expense is not { } expense || Expenses.Contains(expense))
        && (scope.AboveFen is not { } above || AmountFen > above)
        && (scope.Fund is not { } fund || Funds.Contains(fund))
        && (scope.Project is not { } project || Projects.Contains(project));
}

/// <summary>Rules on scopes.</summary>
public static class RequestScopes
{
    /// <summary>How narrow a scope is: a project's goes before a fund's, that before a kind of expense's, and these before an
    /// amount's; of two amounts the higher one.</summary>
    public static (int, long) Narrowness(this RequestScope scope) =>
        ((scope.Project is null ? 0 : 4) + (scope.Fund is null ? 0 : 2) + (scope.Expense is null ? 0 : 1), scope.AboveFen ?? -1);

    /// <summary>Null where a scope is one of something that can be asked for.</summary>
    public static string? Fault(this RequestScope scope, IReadOnlySet<string> actions) => scope switch
    {
        { Action: var action } when !actions.Contains(action) => $"“{action}” is nothing that is asked for.",
        { AboveFen: < 0 } => "A limit is not below zero.",
        _ => null,
    };
}
