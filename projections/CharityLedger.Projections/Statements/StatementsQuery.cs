using CharityLedger.Projections.Journal;

namespace CharityLedger.Projections.Statements;

/// <summary>The three statements (会计报表) of an account set.</summary>
public sealed class StatementsQuery(JournalQuery journal)
{
    /// <summary>Their kinds, in the order in which they are read.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["balance_sheet", "activities", "cash_flows"];

    /// <summary>One statement.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="book">The account set.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="month">First day of the month that it closes with.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Statement> OfAsync(
        string tenant, string book, string kind, DateOnly month, CancellationToken ct = default) => kind switch
    {
        "balance_sheet" => BalanceSheet.Of(book, month, await journal.MonthsAsync(tenant, book, month, ct)),
        "activities" => Activities.Of(book, month, await journal.MonthsAsync(tenant, book, month, ct)),
        "cash_flows" => CashFlows.Of(book, month, await journal.CashAsync(tenant, book, month, ct)),
        _ => throw new ArgumentException($"There is no statement {kind}.", nameof(kind)),
    };
}
