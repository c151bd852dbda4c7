using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.Projections.Register;
using CharityLedger.Projections.Statements;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Pages.Console;

/// <summary>The three statements (会计报表) of an account set as pages to read and print, for those who are signed in.</summary>
public static class StatementPages
{
    /// <summary>What the pages read.</summary>
    public sealed record Reader(RegisterQuery Register, StatementsQuery Statements, TimeProvider Clock);

    public static void Map(IEndpointRouteBuilder app) => app.MapMethods("/f/{federation}/books/{kind}", PublicSite.Read, Show).Page().SignedIn();

    private static async Task<IResult> Show(string federation, string kind, string? month, string? book, HttpContext http,
        [AsParameters] Reader reader, CancellationToken ct)
    {
        if (!StatementsQuery.Kinds.Contains(kind) || ApiTokenHandler.CallerOf(http.User).Federation != federation
            || await reader.Register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        // The last month that has ended, until another is chosen.
        var today = reader.Clock.Today();
        var closing = month is null ? new DateOnly(today.Year, today.Month, 1).AddMonths(-1) : Books.Month(month);
        var set = string.IsNullOrEmpty(book) ? Bucket.MainBook : book;
        if (closing.Refusal is not null || set.Length > 200 || !Ledger.IsName(set)) return PublicSite.NotFound(http);
        var statement = await reader.Statements.OfAsync(federation, set, kind, closing.Value, ct);
        return PublicSite.RenderUnkept<StatementPage>(http, new { Site = Site.Of(http, entry), Statement = statement });
    }
}
