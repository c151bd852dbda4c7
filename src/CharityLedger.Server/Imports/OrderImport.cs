using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;
using CharityLedger.Server.Access;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Jobs;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Imports;

/// <summary>
/// Orders the import of a donation list (排队导入捐款名单): the list is kept, and imported by a job that goes on where it stopped, on
/// whichever host. Whoever ordered it may go, and ask later.
/// </summary>
public static class OrderImport
{
    /// <param name="Id">Its id.</param>
    /// <param name="File">Name of the list.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Rows">Rows done.</param>
    /// <param name="Fraction">Part of the list done, 0 to 1.</param>
    /// <param name="Report">What became of it.</param>
    /// <param name="Problem">Why it failed.</param>
    /// <param name="IsPaused">Whether it waits because operators paused imports.</param>
    public sealed record Ordered(
        string Id, string File, ImportState State, int Rows, double Fraction, ImportReport? Report, Refusal? Problem,
        bool IsPaused);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/imports/orders", Order).Needs(new AccessRule([Role.Clerk]))
            .WithName("OrderImport").WithTags("imports").WithSummary("Order the import of a donation list (排队导入捐款名单)")
            .Accepts<IFormFile>("multipart/form-data").Produces<Receipt>(202)
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(413).ProducesProblem(422)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute());
        api.MapGet("/imports/orders/{import}", Show).AsRead()
            .WithName("ShowImport").WithTags("imports").WithSummary("Where an ordered import stands (导入进度)");
    }

    private static async Task<IResult> Order(HttpContext http, CommandContext context, Ledger ledger, ImportRecords records,
        JobCommands jobs, string? fund, string? onKnown, bool? dryRun, CancellationToken ct)
    {
        if (ImportDonations.OnKnownOf(onKnown) is not { } known)
            return Problems.Of(new Refusal(RefusalCode.MalformedRequest, "onKnown is hold, skip or import.", "onKnown"));
        var state = await ledger.FundAsync(context.Caller.Federation, fund, ct);
        if (fund is not null && state is null) return Problems.Of(new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund"));
        if (state is { IsClosed: true }) return Problems.Of(Fund.Closed("fund"));
        return await ImportDonations.AnswerAsync(http, async () =>
        {
            var import = await ImportDonations.ReceiveAsync(http.Request, (profile, file, list) =>
                records.OrderAsync(context.Caller, new ImportWish(file, profile, fund, known, dryRun ?? false), list, ct), ct);
            var asked = await jobs.OrderAsync(ImportJob.JobName, import, context.Caller, ct);
            return asked.Refusal is { } refusal
                ? Problems.Of(refusal)
                : TypedResults.Accepted($"/api/v1/imports/orders/{import}", asked.Value);
        });
    }

    private static async Task<Results<Ok<Ordered>, ProblemHttpResult>> Show(
        string import, CommandContext context, ImportRecords records, JobBook book, CancellationToken ct) =>
        Ledger.IsName(import) && await records.FindAsync(import, ct) is { } found && found.Caller.Federation == context.Caller.Federation
            ? TypedResults.Ok(new Ordered(found.Id, found.Wish.File, found.State, found.Rows, found.Fraction, found.Report, found.Problem,
                found.State is ImportState.Waiting && (await book.ReadAsync(ImportJob.JobName, ct)).State.Paused is not null))
            : Problems.Of(new Refusal(RefusalCode.NotFound, "There is no such import.", "import"));
}
