using System.Text.Json;
using System.Text.Json.Nodes;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;

namespace CharityLedger.Server.Disbursements;

/// <summary>What the bank says of a payment.</summary>
/// <param name="PaidOn">The bank's day.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="FeeFen">What it took for it, in fen.</param>
public sealed record Clearing(DateOnly PaidOn, string? Reference = null, long FeeFen = 0);

/// <summary>A request as loaded, with the payment that its last signature began; that is null before.</summary>
internal sealed record LoadedOrder(RequestState? Request, PaymentOrderState? Payment, long Version);

/// <summary>How a request is carried out.</summary>
/// <param name="Input">What was asked, with the day on which it is booked.</param>
/// <param name="Before">What the command has before it.</param>
/// <param name="Also">What it has behind it.</param>
/// <param name="PaidOn">The bank's day; null where no bank carries it out, or it is done already.</param>
internal sealed record CarryingOut(
    JsonElement Input, IReadOnlyList<StreamWrite> Before, IReadOnlyList<StreamWrite> Also, DateOnly? PaidOn = null);

/// <summary>
/// Brings what is paid by the bank (付款单) from the last signature to the bank's line, whatever was asked for. What an action would
/// do, its own handler says in a trial: at the last signature that tells what to reserve, and when it is handed to the bank, whether it
/// still may be.
/// </summary>
public sealed class PaymentOrders(Ledger ledger, OpenBooks books, MoneyRegister register, IServiceProvider services)
{
    private const string FeePayee = "开户银行";

    internal async Task<LoadedOrder> LoadAsync(string tenant, string request, CancellationToken ct)
    {
        var (state, version, events) = await ledger.LoadAsync<RequestState>(tenant, Streams.Request(request), Approval.Evolve, ct);
        return new LoadedOrder(state, events.Aggregate((PaymentOrderState?)null, (s, e) => PaymentOrder.Evolve(s, e.Event)), version);
    }

    /// <summary>What the last signature under a request begins: its payment, for which what it will take is reserved or claimed, and
    /// what that rests on; nothing where no bank carries it out.</summary>
    internal async Task<Result<IReadOnlyList<StreamWrite>>> BeginAsync(
        GuardedAction action, ActionRequested asked, Caller caller, CancellationToken ct)
    {
        if (action.PaysOf(asked.Input) is not { } words) return Array.Empty<StreamWrite>();
        var tried = await TryAsync(action, asked, caller, [], ct);
        if (tried.Refusal is { } refusal) return refusal;
        // The trial met the request's own key: somebody carried it out since it was read, so it is decided on anew.
        if (tried.Value.Tried is not { } trial)
            return new Refusal(RefusalCode.VersionConflict, "The request was carried out meanwhile.", "request");
        var taken = trial.Buckets.Where(b => b.Tenant == caller.Federation && b.After.Balance < b.Before.Balance)
            .Select(b => new ReservedPart(b.Bucket, b.Before.Balance - b.After.Balance)).ToList();
        var claim = action.ClaimOf(asked.Subject, asked.Input);
        // Where what was decided before says which account pays, it is that one.
        var account = trial.Events.Select(e => e.Event).OfType<RefundPaid>().FirstOrDefault()?.Account;
        var order = Begun(action, asked, words with { Account = account ?? words.Account }, taken, ledger.Today) with
        {
            ClaimedIn = claim?.Stream,
        };
        return (StreamWrite[])
        [
            .. RestsOf(tried.Value, asked.Request),
            Further(asked.Request, Holding(NewEvent.Of(order), order, isBack: false)),
            .. claim is null ? [] : (StreamWrite[])[new StreamWrite(claim.Stream, ExpectedVersion.Any,
                [NewEvent.Of(new PaymentClaimed(asked.Request, claim.Subject, asked.AmountFen, ledger.Today))])],
        ];
    }

    /// <summary>What a trial rested on, beside the request itself.</summary>
    internal static IEnumerable<StreamWrite> RestsOf(Receipt tried, string request) =>
        tried.Rests.Where(w => w.Tenant is not null || w.Stream != Streams.Request(request));

    /// <summary>What a rejection ends: the money is given back; nothing where no payment was begun.</summary>
    internal Result<IReadOnlyList<StreamWrite>> End(PaymentOrderState? payment, ActionRejected rejected)
    {
        if (payment is null) return Array.Empty<StreamWrite>();
        var end = PaymentOrder.Withdraw(payment, new PaymentWithdrawn(rejected.Request, rejected.Reason, rejected.OccurredOn), ledger.Today);
        return end.Refusal is { } refusal
            ? refusal
            : (StreamWrite[])
            [
                Further(rejected.Request, Holding(NewEvent.Of(end.Value), payment.Order, isBack: true)),
                .. Unclaimed(payment.Order, rejected.OccurredOn),
            ];
    }

    /// <summary>Ends what a payment claims.</summary>
    private static IEnumerable<StreamWrite> Unclaimed(PaymentApproved order, DateOnly on)
    {
        if (order.ClaimedIn is { } stream)
            yield return new StreamWrite(stream, ExpectedVersion.Any, [NewEvent.Of(new PaymentClaimEnded(order.Request, on))]);
    }

    /// <summary>
    /// How a request is carried out that the bank paid: with the day on which it is booked, and before it what gives back what was
    /// reserved, takes the line and pays the fee. As it was asked, where no bank carries it out; and where it is done already, with the
    /// day on which it was done, so that it is known again.
    /// </summary>
    internal async Task<Result<CarryingOut>> PayAsync(
        GuardedAction action, LoadedOrder order, bool isDone, Clearing? told, Caller caller, CancellationToken ct)
    {
        var (tenant, asked) = (caller.Federation, order.Request!.Request);
        if (action.PaysOf(asked.Input) is not { } words)
            return told is null ? new CarryingOut(asked.Input, [], []) : new Refusal(RefusalCode.PaymentOrderUnknown, "No bank pays this.", "request");
        // What was carried out before payments had steps was booked on the day that it named.
        if (isDone) return new CarryingOut(order.Payment?.BookedOn is { } done ? On(asked.Input, done) : asked.Input, [], []);
        var clearing = told ?? new Clearing(ledger.Today);
        var booked = await BookedOnAsync(tenant, clearing.PaidOn, ct);
        if (action.OtherBooksOf(asked.Input) is { } other) booked = await BookedOnAsync(other, booked, ct);
        // A request that was complete before payments had steps begins its own now, and nothing is reserved for it.
        var late = order.Payment is null ? Begun(action, asked, words, [], asked.OccurredOn) : null;
        var payment = order.Payment ?? new PaymentOrderState(late!, PaymentStep.ToPay);
        var mostFeeFen = clearing.FeeFen > 0
            ? (await ledger.PolicyAsync(tenant, ct)).Number(PolicyIds.PaymentBankFeeMost, clearing.PaidOn) : null;
        var decision = PaymentOrder.Clear(payment,
            new PaymentCleared(asked.Request, clearing.PaidOn, clearing.Reference, clearing.FeeFen, booked), mostFeeFen, ledger.Today);
        if (decision.Refusal is { } refusal) return refusal;
        // All that one line pays lies in one account set.
        var book = payment.Order.Reserved.Select(r => r.Bucket.Book).FirstOrDefault(Bucket.MainBook);
        var line = await TakeLineAsync(tenant, payment.Order.NamedAccount, payment.Order.Account, book, clearing, asked.Request, ct);
        if (line.Refusal is { } taken) return taken;
        return new CarryingOut(On(asked.Input, booked),
        [
            .. late is null ? Array.Empty<StreamWrite>() : [Further(asked.Request, NewEvent.Of(late))],
            Further(asked.Request, Holding(NewEvent.Of(decision.Value), payment.Order, isBack: true)),
            .. Fee(payment.Order, decision.Value), .. line.Value,
        ], [.. Unclaimed(payment.Order, booked)], clearing.PaidOn);
    }

    /// <summary>The day on which what the bank did is booked: its day, or the first one after it that is open.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="day">The bank's day.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="notBefore">The day on which that is booked which went before it; null for nothing.</param>
    internal async Task<DateOnly> BookedOnAsync(string tenant, DateOnly day, CancellationToken ct, DateOnly? notBefore = null) =>
        (await books.StateAsync(tenant, ct)).FirstOpen(notBefore > day ? notBefore.Value : day);

    private static PaymentApproved Begun(
        GuardedAction action, ActionRequested asked, PaymentWords words, IReadOnlyList<ReservedPart> reserved, DateOnly on) =>
        new(asked.Request, action.Name, asked.AmountFen, reserved, words.Payee, words.Purpose, words.Account, words.NamedAccount, on);

    /// <summary>A request's input with the day on which it is paid.</summary>
    internal static JsonElement On(JsonElement input, DateOnly day) => With(input, "occurredOn", day);

    /// <summary>A request's input with another value of a member.</summary>
    internal static JsonElement With<T>(JsonElement input, string member, T value)
    {
        var node = JsonNode.Parse(input.GetRawText())!;
        node[member] = JsonSerializer.SerializeToNode(value, ApprovalDesk.Json);
        return JsonSerializer.SerializeToElement(node);
    }

    /// <summary>What a request would do if it was paid today, before whatever else its command has.</summary>
    internal Task<Result<Receipt>> TryAsync(
        GuardedAction action, ActionRequested asked, Caller caller, IReadOnlyList<StreamWrite> before, CancellationToken ct) =>
        action.RunAsync(asked.Subject, On(asked.Input, ledger.Today),
            new CommandContext(caller, CommandContext.OwnKeys + asked.Request, action.Name) { Before = before, IsTrial = true }, services, ct);

    /// <summary>An event that gives back all that is reserved for a payment, or reserves it.</summary>
    internal static NewEvent Holding(NewEvent @event, PaymentApproved order, bool isBack) => @event with
    {
        Reservations = [.. order.Reserved.Select(r => new Reservation(r.Bucket, isBack ? -r.AmountFen : r.AmountFen))],
    };

    /// <summary>A further event in a request's stream, which the command has asserted already.</summary>
    internal static StreamWrite Further(string request, NewEvent @event) =>
        new(Streams.Request(request), ExpectedVersion.Any, [@event]);

    private static IEnumerable<StreamWrite> Fee(PaymentApproved order, PaymentCleared cleared)
    {
        if (cleared.FeeFen == 0) yield break;
        var (id, day) = (order.Request + "-fee", cleared.OccurredOn);
        yield return Payer.Paying(
            new PaymentMade(id, Bucket.General, null, cleared.FeeFen, FeePayee, "付款手续费", day),
            new PaymentTermsStated(id, ExpenseKind.Administration, order.Account, null, null, day, order.NamedAccount));
    }

    /// <summary>Takes the line of the bank's statement for a payment; nothing where the bank gave no reference.</summary>
    internal async Task<Result<IReadOnlyList<StreamWrite>>> TakeLineAsync(
        string tenant, string? named, MoneyAccount kind, string book, Clearing clearing, string payment, CancellationToken ct)
    {
        var (paidOn, reference, _) = clearing;
        if (reference is null) return Array.Empty<StreamWrite>();
        var account = await register.AccountAsync(tenant, named, kind, book, paidOn, ct);
        var stream = Streams.BankLines(account, paidOn);
        var (_, version, lines) = await ledger.LoadAsync<object>(tenant, stream, (s, _) => s, ct);
        if (lines.Any(e => e.Event is BankLineTaken taken && taken.Reference == reference))
        {
            return new Refusal(RefusalCode.BankReferenceTaken,
                $"Another payment of {paidOn:yyyy-MM-dd} from this account has the reference “{reference}”.", "reference");
        }

        return (StreamWrite[])[new StreamWrite(stream, new ExpectedVersion(version),
            [NewEvent.Of(new BankLineTaken(account, paidOn, reference, payment))])];
    }
}
