using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Accounting;

/// <summary>Closes a month (月结), or December with its year (年结), and freezes the trial balance.</summary>
public static class ClosePeriod
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/books/periods/{month}/closing", Month).AsCommand(Role.Accountant).WithoutTrial()
            .WithName("ClosePeriod").WithTags("books").WithSummary("Close a month and freeze its trial balance (月结)");
        api.MapPost("/books/years/{year}/closing", Year).AsCommand(Role.Accountant).WithoutTrial()
            .WithName("CloseYear").WithTags("books").WithSummary("Carry a year over, and close December with it (年结)");
    }

    public static async Task<Result<Receipt>> Handle(
        string month, bool withYear, CommandContext context, BooksClosing closing, CancellationToken ct)
    {
        var parsed = Books.Month(month);
        return parsed.Refusal is { } refusal
            ? refusal
            : await closing.CloseAsync(context.Envelope("close", month), parsed.Value, withYear, ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Month(
        string month, CommandContext context, BooksClosing closing, CancellationToken ct) =>
        (await Handle(month, withYear: false, context, closing, ct)).ToHttp("books/periods");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Year(
        int year, CommandContext context, BooksClosing closing, CancellationToken ct) =>
        (await Handle(year.ToString("0000", CultureInfo.InvariantCulture) + "-12", withYear: true, context, closing, ct))
        .ToHttp("books/periods");
}
