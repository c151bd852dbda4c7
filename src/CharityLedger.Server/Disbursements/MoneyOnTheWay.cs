using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Projections.Money;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>
/// Money on the way between own accounts (在途资金): one bank paid it out, the other has not taken it in yet. Until it arrives, or comes
/// back, it lies in neither account, and in the books under other monetary funds (其他货币资金).
/// </summary>
public static class MoneyOnTheWay
{
    private const int Most = 500;
    private static readonly string[] Words = ["on_the_way", "arrived", "returned"];

    /// <param name="ArrivedOn">Day on which the bank took it in; not before it left, nor after today in Beijing.</param>
    /// <param name="Reference">That bank's reference of the line (流水号).</param>
    public sealed record Arrival(DateOnly ArrivedOn, string? Reference = null);

    /// <param name="Reason">What the bank said.</param>
    /// <param name="ReturnedOn">Day on which it was back; not before it left, nor after today in Beijing.</param>
    /// <param name="Reference">The bank's reference of the line (流水号).</param>
    public sealed record Return(string Reason, DateOnly ReturnedOn, string? Reference = null);

    public static void Map(IEndpointRouteBuilder api)
    {
        var moves = api.MapGroup("").WithTags("disbursements");
        moves.MapGet("/money-moves", List).AsRead()
            .WithName("ListMoneyMoves").WithSummary("Moves between own accounts, and what is on the way (资金账户间划转、在途资金)");
        moves.MapGet("/money-moves/{move}", Find).AsRead()
            .WithName("FindMoneyMove").WithSummary("A move between own accounts (一笔资金账户间划转)");
        moves.MapPost("/money-moves/{move}/arrival", Arrive).AsCommand(Role.Cashier, Role.Accountant)
            .WithName("RecordMoneyArrival").WithSummary("Record that money on the way arrived (在途资金到账)");
        moves.MapPost("/money-moves/{move}/return", ComeBack).AsCommand(Role.Cashier, Role.Accountant)
            .WithName("RecordMoneyReturn").WithSummary("Record that money on the way came back (在途资金退回)");
    }

    private static async Task<Results<Ok<IReadOnlyList<MoneyMoveRow>>, ProblemHttpResult>> List(
        string? status, int? limit, CommandContext context, MoneyMovesQuery moves, CancellationToken ct)
    {
        if (status is not null && !Words.Contains(status))
            return Problems.Of(new Refusal(RefusalCode.MalformedRequest, $"status is one of: {string.Join(", ", Words)}.", "status"));
        return TypedResults.Ok(await moves.LatestAsync(context.Caller.Federation, status, Math.Clamp(limit ?? 100, 1, Most), ct));
    }

    private static async Task<Results<Ok<MoneyMoveRow>, ProblemHttpResult>> Find(
        string move, CommandContext context, MoneyMovesQuery moves, CancellationToken ct) =>
        Ledger.IsName(move) && await moves.FindAsync(context.Caller.Federation, move, ct) is { } row
            ? TypedResults.Ok(row)
            : Problems.Of(new Refusal(RefusalCode.MoneyMoveUnknown, "There is no such move between own accounts.", "move"));

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Arrive(
        string move, Arrival request, CommandContext context, Ledger ledger, PaymentOrders payments, CancellationToken ct) =>
        (await EndAsync(move, request, context, ledger,
            state => ArriveAsync(state, request, context.Caller.Federation, ledger, payments, ct, move), ct)).ToHttp("money-moves");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> ComeBack(
        string move, Return request, CommandContext context, Ledger ledger, PaymentOrders payments, CancellationToken ct)
    {
        return (await EndAsync(move, request, context, ledger, ReturnAsync, ct)).ToHttp("money-moves");

        async Task<Result<IReadOnlyList<StreamWrite>>> ReturnAsync(MoneyMoveState? state)
        {
            var (tenant, day) = (context.Caller.Federation, request.ReturnedOn);
            var booked = await BookedOnAsync(state, day, tenant, payments, ct);
            var decision = MoneyMove.Return(state, new MoneyMoveReturned(move, request.Reason, day, request.Reference, booked), ledger.Today);
            return decision.Refusal is { } refusal
                ? refusal
                : await WritesAsync(state!.Moved, decision.Value, state.Moved.NamedFrom, state.Moved.From,
                    new Clearing(day, request.Reference), tenant, payments, ct);
        }
    }

    /// <summary>What says that money on the way arrived, and takes the bank's line.</summary>
    internal static async Task<Result<IReadOnlyList<StreamWrite>>> ArriveAsync(MoneyMoveState? state, Arrival arrival, string tenant,
        Ledger ledger, PaymentOrders payments, CancellationToken ct, string? move = null)
    {
        var booked = await BookedOnAsync(state, arrival.ArrivedOn, tenant, payments, ct);
        var decision = MoneyMove.Arrive(
            state, new MoneyMoveArrived(state?.Moved.Move ?? move!, arrival.ArrivedOn, arrival.Reference, booked), ledger.Today);
        return decision.Refusal is { } refusal
            ? refusal
            : await WritesAsync(state!.Moved, decision.Value, state.Moved.NamedTo, state.Moved.To,
                new Clearing(arrival.ArrivedOn, arrival.Reference), tenant, payments, ct);
    }

    /// <summary>The bank's day, or the first one after it that is open; never before what left is booked.</summary>
    private static Task<DateOnly> BookedOnAsync(
        MoneyMoveState? state, DateOnly day, string tenant, PaymentOrders payments, CancellationToken ct) =>
        payments.BookedOnAsync(tenant, day, ct, notBefore: state?.Moved.OccurredOn);

    private static async Task<Result<IReadOnlyList<StreamWrite>>> WritesAsync(MoneyMoved moved, IDated ended, string? named,
        MoneyAccount kind, Clearing clearing, string tenant, PaymentOrders payments, CancellationToken ct)
    {
        var line = await payments.TakeLineAsync(tenant, named, kind, Bucket.MainBook, clearing, moved.Move, ct);
        return line.Refusal is { } taken
            ? taken
            : (StreamWrite[])[new StreamWrite(Streams.Move(moved.Move), ExpectedVersion.Any, [NewEvent.Of(ended)]), .. line.Value];
    }

    /// <summary>Ends that a move is on the way, once.</summary>
    private static Task<Result<Receipt>> EndAsync<TRequest>(string move, TRequest request, CommandContext context, Ledger ledger,
        Func<MoneyMoveState?, Task<Result<IReadOnlyList<StreamWrite>>>> end, CancellationToken ct)
    {
        return Conflicts.BookAsync(() => Conflicts.RetryAsync(AttemptAsync));

        async Task<Result<Receipt>> AttemptAsync()
        {
            var (state, version, _) = await ledger.LoadAsync<MoneyMoveState>(
                context.Caller.Federation, Streams.Move(move), MoneyMove.Evolve, ct);
            var ended = await end(state);
            var envelope = context.Envelope(request, move);
            if (ended.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, move, ct) ?? (Result<Receipt>)refusal;
            return await ledger.AppendAsync(
                envelope, move, [StreamWrite.Unchanged(Streams.Move(move), version), .. ended.Value], [], [], ct);
        }
    }
}
