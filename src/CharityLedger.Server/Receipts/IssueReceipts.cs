using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Receipts;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Receipts;

/// <summary>Donation receipts (公益事业捐赠票据): their book, their issue, their red receipts, and who waived them.</summary>
public static class IssueReceipts
{
    /// <param name="Year">Year of issue.</param>
    /// <param name="Code">Code of the receipts (票据代码), as the finance authority gave it.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Book(int Year, string Code, DateOnly OccurredOn);

    /// <param name="OccurredOn">Date of issue; not after today in Beijing.</param>
    /// <param name="AmountFen">Amount in fen; 0 for all that no live receipt attests.</param>
    /// <param name="Item">What was given (项目名称).</param>
    /// <param name="Quantity">How much of it.</param>
    /// <param name="Unit">Unit of the quantity.</param>
    /// <param name="Remarks">Remarks.</param>
    public sealed record Issue(
        DateOnly OccurredOn, long AmountFen = 0, string Item = "捐赠收入", long Quantity = 1, string Unit = "笔", string? Remarks = null);

    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Date of the red receipt; not after today in Beijing.</param>
    public sealed record Red(string Reason, DateOnly OccurredOn);

    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Note">Said in words.</param>
    public sealed record Waiver(DateOnly OccurredOn, string? Note = null);

    public static void Map(IEndpointRouteBuilder api)
    {
        var receipts = api.MapGroup("").WithTags("receipts");
        receipts.MapPost("/receipt-books", Open).AsCommand(Role.Accountant)
            .WithName("OpenReceiptBook").WithSummary("Take a year's donation receipts over (领用票据)");
        receipts.MapPost("/gifts/{gift}/receipts", IssueOne).AsCommand(Role.Clerk)
            .WithName("IssueReceipt").WithSummary("Issue a donation receipt (开具捐赠票据)");
        receipts.MapPost("/receipts/{receipt}/reversal", Reverse).AsCommand(Role.Clerk)
            .WithName("ReverseReceipt").WithSummary("Void a receipt by a red one (票据冲红)");
        receipts.MapPost("/gifts/{gift}/receipt-waiver", Waive).AsCommand(Role.Clerk)
            .WithName("WaiveReceipt").WithSummary("Record that no receipt is wanted (不开具票据)");
        receipts.MapGet("/receipts", List).AsRead()
            .WithName("ListReceipts").WithSummary("A year's donation receipts, and the numbers that are missing (票据台账)");
        receipts.MapGet("/receipts/{receipt}", Show).AsRead()
            .WithName("ShowReceipt").WithSummary("A donation receipt (捐赠票据)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Open(
        Book request, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var stream = Streams.Receipts(request.Year);
        var (_, version, _) = await ledger.LoadAsync<ReceiptBookOpened>(
            context.Caller.Federation, stream, (s, e) => e as ReceiptBookOpened ?? s, ct);
        var decision = DonationReceipt.OpenBook(
            new ReceiptBookOpened(request.Year, request.Code, request.OccurredOn), version > 0, ledger.Today);
        var result = await ledger.AppendAsync(context.Envelope(request), stream, stream, ExpectedVersion.NoStream,
            decision, _ => [], ct: ct);
        return result.ToHttp("receipt-books");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> IssueOne(
        string gift, Issue request, CommandContext context, Ledger ledger, ReceiptBooks books, CancellationToken ct)
    {
        var policy = await ledger.PolicyAsync(context.Caller.Federation, ct);
        var wanted = new ReceiptIssued(gift, 0, 0, "", request.Item, request.Quantity, request.Unit, request.AmountFen,
            context.Caller.User, request.Remarks, request.OccurredOn);
        var result = await books.AppendAsync(context.Envelope(request, gift), gift, request.OccurredOn,
            (g, next) => DonationReceipt.Issue(g.State, g.Tie, wanted, next, policy, ledger.Today), ct,
            (g, e) => new ReceiptDeductionStated(e.Gift, e.Year, e.Number, g.Deduction, e.OccurredOn));
        return result.ToHttp("receipts");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Reverse(
        string receipt, Red request, CommandContext context, Ledger ledger, ReceiptBooks books, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        if (ReceiptIds.Parse(receipt) is not var (year, number)
            || await books.GiftOfAsync(tenant, year, number, ct) is not { } gift)
            return Problems.Of(DonationReceipt.UnknownReceipt);
        var code = (await ledger.LoadAsync<ReceiptIssued>(tenant, Streams.Gift(gift),
            (s, e) => e is ReceiptIssued issued && issued.Year == year && issued.Number == number ? issued : s, ct)).State?.Code;
        var wanted = new ReceiptReversed(
            gift, year, number, code ?? "", 0, 0, 0, "", context.Caller.User, request.Reason, request.OccurredOn);
        var result = await books.AppendAsync(context.Envelope(request, receipt), gift, request.OccurredOn,
            (g, next) => DonationReceipt.Reverse(g.State, wanted, next, ledger.Today), ct);
        return result.ToHttp("receipts");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Waive(
        string gift, Waiver request, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var (state, version, _) = await ledger.LoadAsync<GiftState>(context.Caller.Federation, Streams.Gift(gift), Gift.Evolve, ct);
        var decision = DonationReceipt.Waive(
            state, new ReceiptWaived(gift, context.Caller.User, request.Note, request.OccurredOn), ledger.Today);
        var result = await ledger.AppendAsync(context.Envelope(request, gift), gift, Streams.Gift(gift), new ExpectedVersion(version),
            decision, _ => [], ct: ct);
        return result.ToHttp("gifts");
    }

    private static async Task<Results<Ok<ReceiptPage>, ProblemHttpResult>> List(
        int? year, int? number, DateOnly? from, DateOnly? to, string? status, int? after, CommandContext context, Ledger ledger,
        ReceiptList list, CancellationToken ct)
    {
        ReceiptStatus? wanted = status switch
        {
            null => null,
            "live" => ReceiptStatus.Live,
            "voided" => ReceiptStatus.Voided,
            "red" => ReceiptStatus.Red,
            _ => (ReceiptStatus)(-1),
        };
        if (wanted == (ReceiptStatus)(-1))
            return Problems.Of(new Refusal(RefusalCode.MalformedRequest, "status is live, voided or red.", "status"));
        var filter = new ReceiptFilter(year ?? ledger.Today.Year, number, from, to, wanted, after ?? 0);
        return TypedResults.Ok(await list.ReadAsync(context.Caller.Federation, filter, ct));
    }

    private static async Task<Results<Ok<ReceiptCopy>, ProblemHttpResult>> Show(
        string receipt, CommandContext context, ReceiptCopies copies, CancellationToken ct) =>
        await copies.FindAsync(context.Caller.Federation, receipt, ct) is { } found
            ? TypedResults.Ok(found)
            : Problems.Of(DonationReceipt.UnknownReceipt);
}
