using System.Text.Json;
using System.Text.Json.Serialization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.Domain.Users;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Contacts;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Trials;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace CharityLedger.Server.Approvals;

/// <summary>What somebody gets who asked for an action that others must approve.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="Position">Global position of the request.</param>
/// <param name="Approvals">How many approvals it needs.</param>
public sealed record Submitted(string Id, long Position, int Approvals);

/// <summary>Keeps requests from their making to their execution.</summary>
public sealed class ApprovalDesk(
    Ledger ledger, Users users, Ids ids, PaymentOrders payments, RequestBook book, Payees payees, EvidenceStore evidence, DonorVault vault,
    IServiceProvider services)
{
    /// <summary>How an action's request is kept in the log.</summary>
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>
    /// Takes an action's request: carries it out at once where one person may, otherwise writes it down for others to
    /// approve. What would be refused now is refused at once, also where too little money is there.
    /// </summary>
    public async Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> SubmitAsync<TRequest>(
        GuardedAction<TRequest> action, string? subject, TRequest request, CommandContext context, CancellationToken ct)
    {
        var (tenant, by) = (context.Caller.Federation, context.Caller.User);
        var id = ids.Of(tenant, "request", context.Key);
        // What is asked for has no facts yet: they are stated when it is carried out.
        var envelope = context.Envelope(request, subject) with { Facts = null };
        var input = JsonSerializer.SerializeToElement(request, Json);
        var roster = await users.ReadAsync(tenant, ct);
        var approvals = 0;
        var result = await Conflicts.RetryAsync(AskAsync);
        if (result.Refusal is { } refused) return Problems.Of(refused);
        if (result.Value.IsRepeat && !context.IsTrial) return await AgainAsync(action, subject, request, context, result.Value, ct);
        return approvals == 0 || context.IsTrial
            ? Made(result, action)
            : Asked(new Submitted(id, result.Value.Position, approvals));

        async Task<Result<Receipt>> AskAsync()
        {
            var payee = await book.PayeeAsync(action, tenant, id, input, ct);
            if (payee.Refusal is { } unknown) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)unknown;
            var (gainers, amountFen) = await book.ConcernsAsync(action, subject, input, tenant, ct);
            approvals = roster.IsBeingSetUp ? 0 : book.ApprovalsOf(action, input, amountFen, payee.Value, roster.Policy);
            var wanted = new ActionRequested(
                id, action.Name, subject, input, amountFen, [.. gainers, .. payee.Value?.Kin ?? []], approvals, by, ledger.Today);
            // With the payee's names, which are compared and never stored.
            var known = wanted with { Parties = [.. wanted.Parties, .. payee.Value?.Names ?? []] };
            var conflict = roster.CheckInterests([by], known.Parties);
            if (approvals == 0)
            {
                // It may have been asked for under this key while it still needed approval.
                if (await ledger.EarlierAsync(envelope, id, ct) is { } earlier) return earlier;
                return conflict is null ? await action.Handle(subject, request, context, services, ct) : conflict;
            }

            var trial = await action.Handle(subject, request, context with { IsTrial = true }, services, ct);
            if ((trial.Refusal ?? conflict) is { } wrong) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)wrong;
            var (beside, asserted, route) = await book.RulesAsync(action, tenant, id, input, subject, amountFen, payee.Value, ct);
            return context.IsTrial
                ? trial.Value with { Approval = await ApprovalAsync(known, route, roster, action, tenant, ct) }
                : await ledger.AppendAsync(envelope with { Since = payee.Value?.Since }, id,
                    [new StreamWrite(Streams.Request(id), ExpectedVersion.NoStream, [NewEvent.Of(wanted), .. beside]), .. asserted], [], [], ct);
        }
    }

    /// <summary>Who would have to approve it.</summary>
    private async Task<TrialApproval> ApprovalAsync(
        ActionRequested wanted, RouteFixed? route, Roster roster, GuardedAction action, string tenant, CancellationToken ct)
    {
        var signing = route is null
            ? null : new Signing(wanted, route.Posts, wanted.Approvals, roster, (await book.RoutesAsync(tenant, ct)).Routes);
        return new TrialApproval(
            wanted.Approvals, signing?.Signers([]) ?? [.. roster.ApproversOf(wanted.By, wanted.Parties)], action.Executors);
    }

    /// <summary>Approves a request. The last signature and the reservation of what it pays are one command.</summary>
    public Task<Result<Receipt>> ApproveAsync(string request, CommandContext context, CancellationToken ct) =>
        DecideAsync(request, context with { Command = "approve_request" }, new { by = context.Caller.User }, async (order, on) =>
        {
            var state = await book.ByNowAsync(context.Caller.Federation, order.Request, ct);
            if (state is not null && book.ActionOf(state).Refusal is { } unknown) return unknown;
            return Unfinished(order,
                Approval.Approve(state, new ActionApproved(request, context.Caller.User, ledger.Today), on.Roster, on.Routes));
        }, (order, approved, on) => SignedAsync(order.Request!, approved, [], on, context.Caller, ct), ct);

    /// <summary>Enters what somebody without an account signed on paper (纸质签字). The scan lies beside the request; one scan may hold the
    /// signatures of several.</summary>
    public async Task<Result<Receipt>> EnterAsync(
        string request, string signer, string scan, DateOnly signedOn, CommandContext context, CancellationToken ct)
    {
        var (tenant, by) = (context.Caller.Federation, context.Caller.User);
        var wanted = new SignedOnPaper(request, signer, by, scan, signedOn, ledger.Today);
        var size = await evidence.SentAsync(tenant, scan, "scan", ct);
        var paper = ids.Dated(ledger.Today, tenant, "paper", context.Key);
        var (name, key) = vault.Seal(tenant, paper, DonorKind.Organisation, DonorNaming.Withheld, ScanDetails);
        DonorKey? used = null;
        return await DecideAsync(request, context, new { signer, scan, signedOn }, async (order, on) =>
        {
            var state = await book.ByNowAsync(tenant, order.Request, ct);
            if (state is not null && book.ActionOf(state).Refusal is { } unknown) return unknown;
            var approved = Approval.Enter(state, wanted, on.Roster, on.Routes, ledger.Today);
            return approved.Refusal is null && size.Refusal is { } missing ? missing : Unfinished(order, approved);
        }, async (order, approved, on) =>
        {
            used = null;
            List<ILedgerEvent> onPaper = [wanted];
            if (!order.Request!.Papers.Holds(PaperKind.Signature, scan))
            {
                var added = order.Request.Papers.Add(new PaperAdded(paper, Streams.Request(request), PaperKind.Signature, scan, size.Value,
                    name.Sealed!, IsBeside: true, by, ledger.Today), ledger.Today);
                if (added.Refusal is { } full) return full;
                onPaper.Add(added.Value);
                used = key;
            }

            return await SignedAsync(order.Request, approved, onPaper, on, context.Caller, ct);
        }, ct, signer, () => used);
    }

    /// <summary>An approval, unless all have signed and the payment has begun.</summary>
    private static Result<ActionApproved> Unfinished(LoadedOrder order, Result<ActionApproved> approved) =>
        approved.Refusal is null && order.Payment is not null
            ? new Refusal(RefusalCode.RequestClosed, "This request has all its approvals.")
            : approved;

    /// <summary>What stands beside a signature: that it is on paper, for which posts and over which papers it is, and after the last one the
    /// payment that it begins.</summary>
    private async Task<Result<IReadOnlyList<StreamWrite>>> SignedAsync(
        RequestState state, ActionApproved approved, IReadOnlyList<ILedgerEvent> onPaper, Resting on, Caller caller, CancellationToken ct)
    {
        List<ILedgerEvent> beside = [.. onPaper];
        var signing = state.Route is null ? null : (await book.ByNowAsync(caller.Federation, state, ct))!.SigningBy(on.Roster, on.Routes);
        if (signing is not null)
            beside.AddRange(signing.Sign(state.Signatures, approved.By).Value.Select(s => new PostsSigned(approved.Request, s.By, s.Steps)));
        if (state.Papers.Digest is { } digest) beside.Add(new PapersSigned(approved.Request, approved.By, digest));
        var signed = beside.Prepend(approved).Aggregate(state, (s, e) => Approval.Evolve(s, e)!);
        var writes = beside.Select(e => PaymentOrders.Further(approved.Request, NewEvent.Of(e)));
        if (!Approval.IsComplete(signed, on.Roster, on.Routes)) return (StreamWrite[])[.. writes];
        var begun = await payments.BeginAsync(book.ActionOf(state).Value, state.Request, caller, ct);
        return begun.Refusal is { } hindered ? hindered : (StreamWrite[])[.. writes, .. begun.Value];
    }

    /// <summary>Sends a request back to who made it (退回); all signatures fall.</summary>
    public Task<Result<Receipt>> SendBackAsync(string request, string reason, CommandContext context, CancellationToken ct) =>
        DecideAsync(request, context, new { reason }, (order, on) => Task.FromResult(order.Payment is not null
            ? new Refusal(RefusalCode.RequestClosed, "This request has all its approvals.")
            : Approval.SendBack(order.Request, new ActionSentBack(request, context.Caller.User, reason, ledger.Today), on.Roster, on.Routes)),
            (_, _, _) => Nothing, ct);

    /// <summary>Asks again for what was sent back, as it was mended: under the same number, by the rules of today.</summary>
    public Task<Result<Receipt>> AskAgainAsync(string request, JsonElement body, CommandContext context, CancellationToken ct)
    {
        var (tenant, by) = (context.Caller.Federation, context.Caller.User);
        var bodies = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        if (!IsText(body)) return Task.FromResult<Result<Receipt>>(new Refusal(RefusalCode.MalformedRequest, "The body holds half a character."));
        // As it was read when the approvals were counted: that is what the command asserts.
        NamedPayee? named = null;
        return DecideAsync(request, context, body, async (order, on) =>
        {
            if (order.Request is not { } state) return Approval.AskAgain(null, null!, by, on.Roster);
            var action = book.ActionOf(state);
            if (action.Refusal is { } unknown) return unknown;
            var read = action.Value.Normal(body, bodies);
            if (read.Refusal is { } malformed) return malformed;
            var input = read.Value;
            var (gainers, amountFen) = await book.ConcernsAsync(action.Value, state.Request.Subject, input, tenant, ct);
            var payee = await book.PayeeAsync(action.Value, tenant, request, input, ct);
            if (payee.Refusal is { } nobody) return nobody;
            named = payee.Value;
            var approvals = book.ApprovalsOf(action.Value, input, amountFen, payee.Value, await ledger.PolicyAsync(tenant, ct));
            var decision = Approval.AskAgain(state, new ActionAskedAgain(
                request, input, amountFen, [.. gainers, .. payee.Value?.Kin ?? []], approvals, ledger.Today), by, on.Roster);
            if (on.Roster.CheckInterests([by], payee.Value?.Names ?? []) is { } conflict) return conflict;
            if (decision.Refusal is not null) return decision;
            var trial = await action.Value.RunAsync(state.Request.Subject, input, context with { IsTrial = true }, services, ct);
            return trial.Refusal is { } refusal ? refusal : decision;
        }, async (order, again, _) =>
        {
            var state = order.Request!;
            var action = book.ActionOf(state).Value;
            var (beside, asserted, _) = await book.RulesAsync(
                action, tenant, request, again.Input, state.Request.Subject, again.AmountFen, named, ct);
            var left = state.Payee is { } before && before.To.Contact != named?.To.Contact ? Ended(state) : [];
            return (StreamWrite[])[.. beside.Select(e => PaymentOrders.Further(request, e)), .. asserted, .. left];
        }, ct);
    }

    /// <summary>Whether all texts of a body are whole: half a character can't be written down.</summary>
    private static bool IsText(JsonElement body)
    {
        try
        {
            return CanonicalJson.Of(body).Length > 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Who may sign a request next, by an account and on paper.</summary>
    public async Task<Result<(RequestState State, IReadOnlyList<string> Next, IReadOnlyList<string> OnPaper)>> SignersAsync(
        string tenant, string request, CancellationToken ct)
    {
        var order = await payments.LoadAsync(tenant, request, ct);
        if (await book.ByNowAsync(tenant, order.Request, ct) is not { } state)
            return new Refusal(RefusalCode.RequestUnknown, "There is no such request.", "request");
        var roster = await users.ReadAsync(tenant, ct);
        var signing = state.SigningBy(roster, (await book.RoutesAsync(tenant, ct)).Routes);
        IReadOnlyList<string> next = state.Status != RequestStatus.Open || state.IsSentBack || order.Payment is not null ? []
            : signing?.Signers(state.Signatures) ?? [.. roster.ApproversOf(state.Request.By, state.Request.Parties).Except(state.ApprovedBy)];
        return (state, [.. next.Where(u => !roster.Users[u].IsOnPaper)], [.. next.Where(u => roster.Users[u].IsOnPaper)]);
    }

    /// <summary>Rejects a request, or withdraws an own one; what was reserved for it is given back.</summary>
    public Task<Result<Receipt>> RejectAsync(string request, string reason, CommandContext context, CancellationToken ct) =>
        DecideAsync(request, context with { Command = "reject_request" }, new { reason, by = context.Caller.User }, (order, on) =>
            Task.FromResult(Approval.Reject(order.Request, new ActionRejected(request, context.Caller.User, reason, ledger.Today), on.Roster)),
            (order, rejected, _) =>
            {
                var ended = payments.End(order.Payment, rejected);
                return Task.FromResult<Result<IReadOnlyList<StreamWrite>>>(
                    ended.Refusal is { } refusal ? refusal : (StreamWrite[])[.. ended.Value, .. Ended(order.Request!)]);
            }, ct);

    /// <summary>Says that the payee was called back (回访核实).</summary>
    public async Task<Result<Receipt>> CallBackAsync(string request, string said, CommandContext context, CancellationToken ct)
    {
        var (tenant, by) = (context.Caller.Federation, context.Caller.User);
        return await DecideAsync(request, context, new { said }, async (order, on) =>
        {
            if (Check.Text(said, "said", 500) is { } refusal && order.Request is not null) return refusal;
            var state = await book.ByNowAsync(tenant, order.Request, ct);
            var decision = Approval.CallBack(state, new PayeeCalledBack(request, by, "", ledger.Today), on.Roster);
            if (decision.Refusal is not null) return decision;
            if (await payees.EnteredByAsync(tenant, state!.Payee!.To.Contact, ct) == by)
                return new Refusal(RefusalCode.SecondPersonNeeded, "Whoever entered the account can't call back.");
            var text = await payees.SealAsync(tenant, state.Payee.To.Contact, said, ct);
            return text.Refusal is { } erased ? erased : decision.Value with { Sealed = text.Value };
        }, (_, _, _) => Nothing, ct);
    }

    /// <summary>What goes to a request's payee no more.</summary>
    private IEnumerable<StreamWrite> Ended(RequestState state)
    {
        if (state.Payee is not { To.Contact: var contact }) yield break;
        yield return new StreamWrite(Streams.Contact(contact), ExpectedVersion.Any,
            [NewEvent.Of(new ContactPaymentEnded(contact, state.Request.Request, ledger.Today))]);
    }

    /// <summary>
    /// Carries out an approved request. What it asks for and that it was carried out stand in one command, which asserts the
    /// request as it was decided on: so it runs once, and never without its approvals. What the bank pays is booked on the bank's
    /// day, today where none is told.
    /// </summary>
    public async Task<(Result<Receipt> Result, GuardedAction? Action)> ExecuteAsync(
        string request, Clearing? clearing, CommandContext context, CancellationToken ct)
    {
        GuardedAction? action = null;
        var result = await Conflicts.BookAsync(() => Conflicts.RecallAsync(AttemptAsync));
        return (result, action);

        async Task<Result<Receipt>> AttemptAsync(bool anew)
        {
            var (tenant, by) = (context.Caller.Federation, context.Caller.User);
            var order = await payments.LoadAsync(tenant, request, ct);
            var state = order.Request;
            if (state is not null && book.ActionOf(state).Refusal is { } unknown) return unknown;
            action = state is null ? null : book.ActionOf(state).Value;
            var roster = await book.RosterAsync(tenant, [by, .. state?.People ?? []], anew, ct);
            var (routes, routesStood) = state?.Route is null ? (ApprovalRoutes.None, null) : await book.RoutesAsync(tenant, ct);
            if (action is not null && !roster.Allows(by, action.Executors))
                return new AccessRule(action.Executors).Refuse(context.Caller);
            var executed = new ActionExecuted(request, by, ledger.Today);
            // Whoever carried it out and lost the answer gets it again: the key of the request has one effect.
            var again = state?.ExecutedBy == by;
            // What the bank has, it pays: then nobody is asked any more. What it paid is recorded, whether or not somebody said before
            // that it was handed over; who records it is another than who approved.
            var isHandedOver = order.Payment?.Step == PaymentStep.HandedOver;
            if (!again && !isHandedOver && Approval.Execute(
                await book.ByNowAsync(tenant, state, ct), executed, roster, routes, stands: order.Payment is not null).Refusal is { } refusal) return refusal;
            var paying = await payments.PayAsync(action!, order, again, clearing, context.Caller, ct);
            if (paying.Refusal is { } hindered) return hindered;
            var own = new StreamWrite(Streams.Request(request), new ExpectedVersion(order.Version), []);
            return await action!.RunAsync(state!.Request.Subject, paying.Value.Input,
                new CommandContext(context.Caller, CommandContext.OwnKeys + request, action.Name)
                {
                    // What it rests on stands before it: it may be that which it changes, such as a post of one who takes part.
                    Before =
                    [
                        own, .. roster.Asserting(state.People.Append(by)), .. routesStood is null ? (StreamWrite[])[] : [routesStood],
                        .. paying.Value.Before,
                    ],
                    IsPaid = isHandedOver || clearing is not null, PaidOn = paying.Value.PaidOn, IsTrial = context.IsTrial,
                    Also = [PaymentOrders.Further(request, NewEvent.Of(executed)), .. paying.Value.Also],
                }, services, ct);
        }
    }

    /// <summary>
    /// The first answer once more, to a request whose key was used already: 202 where it was asked for then, 201 where it was
    /// carried out at once, whatever is needed today. The core has the key, so that the handler finds its answer and no more.
    /// </summary>
    private async Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> AgainAsync<TRequest>(
        GuardedAction<TRequest> action, string? subject, TRequest request, CommandContext context, Receipt earlier, CancellationToken ct)
    {
        var stream = Streams.Request(earlier.Id);
        var (asked, _, _) = await ledger.LoadAsync<RequestState>(context.Caller.Federation, stream, Approval.Evolve, ct);
        return asked is null
            ? Made(await action.Handle(subject, request, context, services, ct), action)
            : Asked(new Submitted(earlier.Id, earlier.Position, asked.Request.Approvals));
    }

    private static Accepted<Submitted> Asked(Submitted submitted) => TypedResults.Accepted($"/api/v1/requests/{submitted.Id}", submitted);

    /// <summary>201 with what was made.</summary>
    private static Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult> Made(Result<Receipt> result, GuardedAction action) =>
        result.Refusal is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.Created($"/api/v1/{action.Collection}/{result.Value.Id}", result.Value);

    private Task<Result<Receipt>> DecideAsync<TEvent, TInput>(string request, CommandContext context, TInput input,
        Func<LoadedOrder, Resting, Task<Result<TEvent>>> decide,
        Func<LoadedOrder, TEvent, Resting, Task<Result<IReadOnlyList<StreamWrite>>>> further, CancellationToken ct,
        string? signer = null, Func<DonorKey?>? key = null)
        where TEvent : ILedgerEvent
    {
        var tenant = context.Caller.Federation;
        var envelope = context.Envelope(input, request);
        return Conflicts.RecallAsync(async anew =>
        {
            var order = await payments.LoadAsync(tenant, request, ct);
            // Who signed before counts as well: of all of them it is asserted what the roster says.
            var signers = (order.Request?.People ?? []).Append(context.Caller.User).Append(signer ?? context.Caller.User).ToList();
            var roster = await book.RosterAsync(tenant, signers, anew, ct);
            var (routes, routesStood) = order.Request?.Route is null ? (ApprovalRoutes.None, null) : await book.RoutesAsync(tenant, ct);
            var on = new Resting(roster, routes);
            var decision = await decide(order, on);
            if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, request, ct) ?? (Result<Receipt>)refusal;
            var more = await further(order, decision.Value, on);
            if (more.Refusal is { } hindered) return await ledger.EarlierAsync(envelope, request, ct) ?? (Result<Receipt>)hindered;
            var own = new StreamWrite(Streams.Request(request), new ExpectedVersion(order.Version), [NewEvent.Of(decision.Value)]);
            return await ledger.AppendAsync(
                envelope, request,
                [own, .. more.Value, .. roster.Asserting(signers), .. routesStood is null ? (StreamWrite[])[] : [routesStood]],
                key?.Invoke() is { } sealing ? [sealing] : [], [], ct);
        });
    }

    /// <summary>What the name of a scan says: its file has none that anybody told.</summary>
    private static DonorDetails ScanDetails { get; } = new("签字扫描件", Note: "application/octet-stream");

    /// <summary>Nothing stands beside a decision.</summary>
    private static Task<Result<IReadOnlyList<StreamWrite>>> Nothing { get; } =
        Task.FromResult<Result<IReadOnlyList<StreamWrite>>>(Array.Empty<StreamWrite>());

    /// <summary>What a decision on a request rests on.</summary>
    private sealed record Resting(Roster Roster, ApprovalRoutes Routes);
}
