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
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Trials;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Approvals;

/// <summary>What somebody gets who asked for an action that others must approve.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="Position">Global position of the request.</param>
/// <param name="Approvals">How many approvals it needs.</param>
public sealed record Submitted(string Id, long Position, int Approvals);

/// <summary>Keeps requests from their making to their execution.</summary>
public sealed class ApprovalDesk(
    Ledger ledger, Users users, Parties parties, DonorVault vault, Ids ids, PaymentOrders payments, IEnumerable<GuardedAction> actions,
    IServiceProvider services)
{
    private readonly Dictionary<string, GuardedAction> known = actions.ToDictionary(a => a.Name, StringComparer.Ordinal);

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
        var roster = await users.ReadAsync(tenant, ct);
        var approvals = roster.IsBeingSetUp ? 0 : action.Approvals(request, await ledger.PolicyAsync(tenant, ct), ledger.Today);
        var input = JsonSerializer.SerializeToElement(request, Json);
        var (gainers, amountFen) = await ConcernsAsync(action, subject, input, tenant, ct);
        var wanted = new ActionRequested(id, action.Name, subject, input, amountFen, gainers, (int)approvals, by, ledger.Today);
        if (approvals == 0)
        {
            // It may have been asked for under this key while it still needed approval.
            if (await ledger.EarlierAsync(envelope, id, ct) is { } earlier) return await AgainAsync(action, subject, request, context, earlier, ct);
            return roster.CheckInterests([by], wanted.Parties) is { } conflict
                ? Problems.Of(conflict)
                : Made(await action.Handle(subject, request, context, services, ct), action);
        }

        var trial = await action.Handle(subject, request, context with { IsTrial = true }, services, ct);
        Result<ActionRequested> decision = trial.Refusal is { } refusal ? refusal : Approval.Ask(wanted, roster);
        if (context.IsTrial && decision.Refusal is null)
        {
            var approval = new TrialApproval((int)approvals, [.. roster.ApproversOf(wanted.By, wanted.Parties)], action.Executors);
            return Made(trial.Value with { Approval = approval }, action);
        }

        var result = decision.Refusal is { } wrong
            ? await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)wrong
            : await ledger.AppendAsync(envelope, id, await AskingAsync(action, decision.Value, tenant, ct), [], [], ct);
        if (result.Refusal is { } refused) return Problems.Of(refused);
        return result.Value.IsRepeat
            ? await AgainAsync(action, subject, request, context, result.Value, ct)
            : Asked(new Submitted(id, result.Value.Position, (int)approvals));
    }

    /// <summary>A request, with the papers that it must hold by the rules of today; those are asserted.</summary>
    private async Task<IReadOnlyList<StreamWrite>> AskingAsync(
        GuardedAction action, ActionRequested asked, string tenant, CancellationToken ct)
    {
        var (rules, version) = await ledger.RulesAsync(tenant, ct);
        var required = rules.Required(action.Name, action.ExpensesOf(asked.Input), asked.AmountFen, asked.OccurredOn);
        List<NewEvent> events = [NewEvent.Of(asked)];
        if (required.Count > 0) events.Add(NewEvent.Of(new PapersRequired(asked.Request, required)));
        return
        [
            new StreamWrite(Streams.Request(asked.Request), ExpectedVersion.NoStream, events), StreamWrite.Unchanged(Streams.PaperRules, version),
        ];
    }

    /// <summary>Who gains by it and what it moves, as the request and what it concerns tell at this moment.</summary>
    private async Task<(IReadOnlyList<string> Parties, long? AmountFen)> ConcernsAsync(
        GuardedAction action, string? subject, JsonElement input, string tenant, CancellationToken ct)
    {
        var (gainers, amountFen, about) = action.OutlineOf(subject, input);
        if (about is not { } concerned) return (gainers, amountFen);
        var (_, _, stored) = await ledger.LoadAsync<object>(tenant, concerned.Stream, (s, _) => s, ct);
        var events = stored.Select(e => e.Event).ToList();
        var givers = await RegisteredAsync(tenant, concerned.GiversOf(events), ct);
        return ([.. gainers, .. concerned.GainersOf(events), .. givers], amountFen ?? concerned.AmountFenOf(events));
    }

    /// <summary>A request with whom it concerns by now beside whom it concerned when it was made: trustees change, and givers come
    /// into the register.</summary>
    private async Task<RequestState?> ByNowAsync(string tenant, RequestState? state, CancellationToken ct)
    {
        if (state is not { Status: RequestStatus.Open, Request: var asked } || !known.TryGetValue(asked.Action, out var action)) return state;
        var (gainers, _) = await ConcernsAsync(action, asked.Subject, asked.Input, tenant, ct);
        return state with { Request = asked with { Parties = [.. asked.Parties.Union(gainers)] } };
    }

    /// <summary>Ids and names under which the register of related parties knows who gave; whose key is destroyed is known no more.</summary>
    private async Task<IEnumerable<string>> RegisteredAsync(string tenant, IEnumerable<DonorRef> givers, CancellationToken ct)
    {
        var opened = await vault.OpenAsync(
            tenant, [.. givers.Where(g => g.Sealed is not null).Select(g => (g.Id, Convert.FromBase64String(g.Sealed!)))], ct);
        return opened.Count == 0 ? [] : (await parties.OfAsync(tenant, ct)).Known(opened.Values.Select(d => d.Name));
    }

    /// <summary>Who may carry out an action; nobody where this version doesn't have it.</summary>
    public IReadOnlyList<Role> ExecutorsOf(string action) => known.GetValueOrDefault(action)?.Executors ?? [];

    private Refusal? Unknown(RequestState? state) => state is null || known.ContainsKey(state.Request.Action)
        ? null
        : new Refusal(RefusalCode.ActionUnknown, $"This version has no action “{state.Request.Action}”; the request can be rejected.");

    /// <summary>Approves a request. The last signature and the reservation of what it pays are one command.</summary>
    public Task<Result<Receipt>> ApproveAsync(string request, CommandContext context, CancellationToken ct) =>
        DecideAsync(request, context with { Command = "approve_request" }, new { by = context.Caller.User }, async (order, roster) =>
        {
            var state = await ByNowAsync(context.Caller.Federation, order.Request, ct);
            var approved = Unknown(state) is { } unknown ? unknown
                : Approval.Approve(state, new ActionApproved(request, context.Caller.User, ledger.Today), roster);
            return approved.Refusal is null && order.Payment is not null
                ? new Refusal(RefusalCode.RequestClosed, "This request has all its approvals.")
                : approved;
        }, async (order, approved, roster) =>
        {
            var over = order.Request!.Papers.Digest is { } digest
                ? (StreamWrite[])[PaymentOrders.Further(request, NewEvent.Of(new PapersSigned(request, approved.By, digest)))] : [];
            if (!Approval.IsComplete(Approval.Evolve(order.Request, approved)!, roster)) return over;
            var begun = await payments.BeginAsync(known[order.Request.Request.Action], order.Request.Request, context.Caller, ct);
            return begun.Refusal is { } hindered ? hindered : (StreamWrite[])[.. over, .. begun.Value];
        }, ct);

    /// <summary>Rejects a request, or withdraws an own one; what was reserved for it is given back.</summary>
    public Task<Result<Receipt>> RejectAsync(string request, string reason, CommandContext context, CancellationToken ct) =>
        DecideAsync(request, context with { Command = "reject_request" }, new { reason, by = context.Caller.User }, (order, roster) =>
            Task.FromResult(Approval.Reject(order.Request, new ActionRejected(request, context.Caller.User, reason, ledger.Today), roster)),
            (order, rejected, _) => Task.FromResult(payments.End(order.Payment, rejected)), ct);

    /// <summary>
    /// Carries out an approved request. What it asks for and that it was carried out stand in one command, which asserts the
    /// request as it was decided on: so it runs once, and never without its approvals. What the bank pays is booked on the bank's
    /// day, today where none is told.
    /// </summary>
    public async Task<(Result<Receipt> Result, GuardedAction? Action)> ExecuteAsync(
        string request, Clearing? clearing, CommandContext context, CancellationToken ct)
    {
        GuardedAction? action = null;
        var result = await Conflicts.RecallAsync(AttemptAsync);
        // The month may be closed between the look and the append.
        if (result.Refusal?.Code == RefusalCode.PeriodClosed) result = await Conflicts.RecallAsync(AttemptAsync);
        return (result, action);

        async Task<Result<Receipt>> AttemptAsync(bool anew)
        {
            var (tenant, by) = (context.Caller.Federation, context.Caller.User);
            var order = await payments.LoadAsync(tenant, request, ct);
            var state = order.Request;
            if (Unknown(state) is { } unknown) return unknown;
            action = state is null ? null : known[state.Request.Action];
            var roster = await RosterAsync(tenant, [by, .. state?.People ?? []], anew, ct);
            if (action is not null && !roster.Allows(by, action.Executors))
                return new AccessRule(action.Executors).Refuse(context.Caller);
            var executed = new ActionExecuted(request, by, ledger.Today);
            // Whoever carried it out and lost the answer gets it again: the key of the request has one effect.
            var again = state?.ExecutedBy == by;
            // What the bank has, it pays: then nobody is asked any more.
            var isPaid = order.Payment?.Step == PaymentStep.HandedOver;
            if (!again && !isPaid && Approval.Execute(
                await ByNowAsync(tenant, state, ct), executed, roster, stands: order.Payment is not null).Refusal is { } refusal) return refusal;
            var paying = await payments.PayAsync(action!, order, again, clearing, context.Caller, ct);
            if (paying.Refusal is { } hindered) return hindered;
            var own = new StreamWrite(Streams.Request(request), new ExpectedVersion(order.Version), []);
            return await action!.RunAsync(state!.Request.Subject, paying.Value.Input,
                new CommandContext(context.Caller, CommandContext.OwnKeys + request, action.Name)
                {
                    Before = [own, .. paying.Value.Before], IsPaid = isPaid, IsTrial = context.IsTrial,
                    Also =
                    [
                        PaymentOrders.Further(request, NewEvent.Of(executed)), .. paying.Value.Also, .. roster.Asserting(state.People.Append(by)),
                    ],
                }, services, ct);
        }
    }

    /// <summary>Hands what was approved to the bank: whether it still may be paid, and by whom, is asked once more.</summary>
    public Task<Result<Receipt>> HandOverAsync<TRequest>(
        string request, DateOnly day, TRequest input, CommandContext context, CancellationToken ct) =>
        StepAsync(request, input, context, order => PaymentOrder.HandOver(order, new PaymentHandedOver(request, day), ledger.Today),
            async (order, roster) =>
            {
                var (state, by) = (order.Request!, context.Caller.User);
                var executed = new ActionExecuted(request, by, ledger.Today);
                if (Approval.Execute(await ByNowAsync(context.Caller.Federation, state, ct), executed, roster, stands: true).Refusal is { } barred)
                    return barred;
                var back = PaymentOrders.Further(request, PaymentOrders.Holding(
                    NewEvent.Of(new PaymentCleared(request, ledger.Today, null, 0, ledger.Today)), order.Payment!.Order, isBack: true));
                var tried = await payments.TryAsync(known[state.Request.Action], state.Request, context.Caller, [back], ct);
                return tried.Refusal is { } refusal ? refusal : (StreamWrite[])[.. PaymentOrders.RestsOf(tried.Value, request)];
            }, ct);

    /// <summary>The bank returned what was handed to it.</summary>
    public Task<Result<Receipt>> ReturnAsync<TRequest>(
        PaymentReturned wanted, TRequest input, CommandContext context, CancellationToken ct) => StepAsync(
            wanted.Request, input, context, order => PaymentOrder.Return(order, wanted, ledger.Today), null, ct);

    /// <summary>What the bank returned may be paid again.</summary>
    public Task<Result<Receipt>> ApproveAgainAsync<TRequest>(
        PaymentApprovedAgain wanted, TRequest input, CommandContext context, CancellationToken ct) => StepAsync(
            wanted.Request, input, context, order => PaymentOrder.ApproveAgain(order, wanted, ledger.Today), null, ct);

    private Task<Result<Receipt>> StepAsync<TRequest, TEvent>(string request, TRequest input, CommandContext context,
        Func<PaymentOrderState?, Result<TEvent>> decide,
        Func<LoadedOrder, Roster, Task<Result<IReadOnlyList<StreamWrite>>>>? bar, CancellationToken ct)
        where TEvent : ILedgerEvent => Conflicts.RetryAsync(async () =>
        {
            var tenant = context.Caller.Federation;
            var order = await payments.LoadAsync(tenant, request, ct);
            var roster = await users.ReadAsync(tenant, ct);
            var decision = decide(order.Payment);
            Result<IReadOnlyList<StreamWrite>> rests = decision.Refusal is null && bar is not null
                ? await bar(order, roster) : Array.Empty<StreamWrite>();
            var envelope = context.Envelope(input, request);
            if ((decision.Refusal ?? rests.Refusal) is { } refusal)
                return await ledger.EarlierAsync(envelope, request, ct) ?? (Result<Receipt>)refusal;
            return await ledger.AppendAsync(envelope, request,
                [.. rests.Value, new StreamWrite(Streams.Request(request), new ExpectedVersion(order.Version), [NewEvent.Of(decision.Value)]),
                    .. roster.Asserting(order.Request!.People.Append(context.Caller.User))], [], [], ct);
        });

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
        Func<LoadedOrder, Roster, Task<Result<TEvent>>> decide,
        Func<LoadedOrder, TEvent, Roster, Task<Result<IReadOnlyList<StreamWrite>>>> further, CancellationToken ct)
        where TEvent : ILedgerEvent
    {
        var tenant = context.Caller.Federation;
        var envelope = context.Envelope(input, request);
        return Conflicts.RecallAsync(async anew =>
        {
            var order = await payments.LoadAsync(tenant, request, ct);
            // Who signed before counts as well: of all of them it is asserted what the roster says.
            var signers = (order.Request?.People ?? []).Append(context.Caller.User).ToList();
            var roster = await RosterAsync(tenant, signers, anew, ct);
            var decision = await decide(order, roster);
            if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, request, ct) ?? (Result<Receipt>)refusal;
            var more = await further(order, decision.Value, roster);
            if (more.Refusal is { } hindered) return await ledger.EarlierAsync(envelope, request, ct) ?? (Result<Receipt>)hindered;
            var own = new StreamWrite(Streams.Request(request), new ExpectedVersion(order.Version), [NewEvent.Of(decision.Value)]);
            return await ledger.AppendAsync(
                envelope, request, [own, .. more.Value, .. roster.Asserting(signers)], [], [], ct);
        });
    }

    /// <summary>The roster as this host remembers it, where it knows all who take part: what it says of them is asserted. Otherwise,
    /// or anew, as the log has it now.</summary>
    private async Task<Roster> RosterAsync(string tenant, IEnumerable<string> people, bool anew, CancellationToken ct)
    {
        if (anew) return await users.ReadAsync(tenant, ct);
        var recalled = await users.OfAsync(tenant, ct);
        return people.All(recalled.Users.ContainsKey) ? recalled : await users.ReadAsync(tenant, ct);
    }
}
