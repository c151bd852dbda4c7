using System.Globalization;
using CharityLedger.Domain;
using CharityLedger.Projections.Money;
using CharityLedger.Projections.Register;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Receipts;

namespace CharityLedger.Server.Pages.Console;

/// <summary>Lists of the accountant as pages, for those who are signed in: the money accounts (资金账户) with what they hold, and a
/// year's receipts (票据台账) with the numbers that are missing.</summary>
public static class BookLists
{
    /// <summary>What the pages read.</summary>
    public sealed record Reader(RegisterQuery Register, MoneyQuery Money, ReceiptList Receipts, TimeProvider Clock);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/f/{federation}/books/money-accounts", PublicSite.Read, Money).Page().SignedIn();
        app.MapMethods("/f/{federation}/books/receipts", PublicSite.Read, Receipts).Page().SignedIn();
    }

    private static async Task<IResult> Money(
        string federation, string? on, HttpContext http, [AsParameters] Reader reader, CancellationToken ct)
    {
        var day = reader.Clock.Today();
        if (await EntryAsync(federation, http, reader, ct) is not { } entry
            || (on is not null && !DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)))
            return PublicSite.NotFound(http);
        var balances = MoneyRegister.BalancesOf(await reader.Money.ReadAsync(federation, ct), day);
        return PublicSite.RenderUnkept<MoneyAccountsPage>(http, new { Site = Site.Of(http, entry), Day = day, Balances = balances });
    }

    private static async Task<IResult> Receipts(string federation, string? year, string? after, HttpContext http,
        [AsParameters] Reader reader, CancellationToken ct)
    {
        var (wanted, last) = (reader.Clock.Today().Year, 0);
        if (await EntryAsync(federation, http, reader, ct) is not { } entry
            || (year is not null && !IsNumber(year, out wanted)) || (after is not null && !IsNumber(after, out last)))
            return PublicSite.NotFound(http);
        var page = await reader.Receipts.ReadAsync(federation, new ReceiptFilter(wanted, After: last), ct);
        return PublicSite.RenderUnkept<ReceiptListPage>(http, new { Site = Site.Of(http, entry), Page = page, IsFirst = last == 0 });
    }

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>The federation, for its own people only.</summary>
    private static async Task<FederationEntry?> EntryAsync(string federation, HttpContext http, Reader reader, CancellationToken ct) =>
        ApiTokenHandler.CallerOf(http.User).Federation == federation ? await reader.Register.FederationAsync(federation, ct) : null;
}
