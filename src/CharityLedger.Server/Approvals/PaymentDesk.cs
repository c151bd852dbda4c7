using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Approvals;

/// <summary>Takes the steps of a payment between its last signature and its being paid: handed over, returned, approved again.</summary>
public sealed class PaymentDesk(Ledger ledger, Users users, PaymentOrders payments, RequestBook book)
{
    /// <summary>Hands what was approved to the bank: whether it still may be paid, and by whom, is asked once more.</summary>
    public Task<Result<Receipt>> HandOverAsync<TRequest>(
        string request, DateOnly day, TRequest input, CommandContext context, CancellationToken ct) =>
        StepAsync(request, input, context, order => PaymentOrder.HandOver(order.Payment, new PaymentHandedOver(request, day), ledger.Today),
            async order =>
            {
                var (state, by, tenant) = (order.Request!, context.Caller.User, context.Caller.Federation);
                var action = book.ActionOf(state);
                if (action.Refusal is { } unknown) return unknown;
                var roster = await users.ReadAsync(tenant, ct);
                if (Approval.Execute(await book.ByNowAsync(tenant, state, ct), new ActionExecuted(request, by, ledger.Today), roster,
                    ApprovalRoutes.None, stands: true).Refusal is { } barred) return barred;
                var back = PaymentOrders.Further(request, PaymentOrders.Holding(
                    NewEvent.Of(new PaymentCleared(request, ledger.Today, null, 0, ledger.Today)), order.Payment!.Order, isBack: true));
                var tried = await payments.TryAsync(action.Value, state.Request, context.Caller, [back], ct);
                return tried.Refusal is { } refusal
                    ? refusal
                    : (StreamWrite[])[.. PaymentOrders.RestsOf(tried.Value, request), .. roster.Asserting(state.People.Append(by))];
            }, ct);

    /// <summary>The bank returned what was handed to it.</summary>
    public Task<Result<Receipt>> ReturnAsync<TRequest>(
        PaymentReturned wanted, TRequest input, CommandContext context, CancellationToken ct) => StepAsync(
            wanted.Request, input, context, order => PaymentOrder.Return(order.Payment, wanted, ledger.Today), null, ct);

    /// <summary>What the bank returned may be paid again; to another account of its payee, where one is named.</summary>
    public Task<Result<Receipt>> ApproveAgainAsync(
        PaymentApprovedAgain wanted, PaymentSteps.PayAgain input, CommandContext context, CancellationToken ct) => StepAsync(
            wanted.Request, input, context,
            order => PaymentOrder.ApproveAgain(order.Payment, wanted with { Input = Redirected(order.Request, input.To) }, ledger.Today),
            async order =>
            {
                if (await IsOutdatedAsync(wanted.Request, context, ct))
                    return new Refusal(RefusalCode.PaymentStepWrong, "The bank has returned it once more since this was asked for: ask anew.", "request");
                return input.To is null
                    ? Array.Empty<StreamWrite>() : await RedirectAsync(order.Request!, input.To, context.Caller.Federation, ct);
            }, ct);

    /// <summary>Whether the bank returned a payment after it was asked that it be paid again.</summary>
    private async Task<bool> IsOutdatedAsync(string request, CommandContext context, CancellationToken ct)
    {
        if (context.Paying.Request is not { } again) return false;
        var (_, _, asked) = await ledger.LoadAsync<object>(context.Caller.Federation, Streams.Request(again), (s, _) => s, ct);
        var (_, _, steps) = await ledger.LoadAsync<object>(context.Caller.Federation, Streams.Request(request), (s, _) => s, ct);
        return asked.Count > 0 && steps.Last(e => e.Event is PaymentReturned).Position > asked[0].Position;
    }

    /// <summary>What is asked for, to another account.</summary>
    private static JsonElement? Redirected(RequestState? state, PaidTo? to) =>
        state is null || to is null ? null : PaymentOrders.With(state.Request.Input, "to", to);

    /// <summary>Names the account that a request pays to now. Who was called back about it was so before this was approved.</summary>
    private async Task<Result<IReadOnlyList<StreamWrite>>> RedirectAsync(RequestState state, PaidTo to, string tenant, CancellationToken ct)
    {
        var action = book.ActionOf(state);
        if (action.Refusal is { } unknown) return unknown;
        if (action.Value.PayeeOf(state.Request.Input)?.Contact != to.Contact)
        {
            return new Refusal(RefusalCode.ContactAccountUnknown,
                "It is paid again to an account of the contact for which it was approved.", "to.contact");
        }

        var request = state.Request.Request;
        var payee = await book.PayeeAsync(action.Value, tenant, request, Redirected(state, to)!.Value, ct);
        if (payee.Refusal is { } refusal) return refusal;
        var named = payee.Value!;
        return (StreamWrite[])
        [
            PaymentOrders.Further(request, NewEvent.Of(named.Event(request) with { NeedsCallBack = false })),
            named.Asked(request, state.Request.AmountFen ?? 0, ledger.Today), .. named.Asserted,
        ];
    }

    /// <param name="bar">What asserts that it may be done; refused where it may not.</param>
    private Task<Result<Receipt>> StepAsync<TRequest, TEvent>(string request, TRequest input, CommandContext context,
        Func<LoadedOrder, Result<TEvent>> decide, Func<LoadedOrder, Task<Result<IReadOnlyList<StreamWrite>>>>? bar, CancellationToken ct)
        where TEvent : ILedgerEvent => Conflicts.RetryAsync(async () =>
        {
            var order = await payments.LoadAsync(context.Caller.Federation, request, ct);
            var decision = decide(order);
            Result<IReadOnlyList<StreamWrite>> rests = decision.Refusal is null && bar is not null
                ? await bar(order) : Array.Empty<StreamWrite>();
            var envelope = context.Envelope(input, request);
            if ((decision.Refusal ?? rests.Refusal) is { } refusal)
                return await ledger.EarlierAsync(envelope, request, ct) ?? (Result<Receipt>)refusal;
            var own = new StreamWrite(Streams.Request(request), new ExpectedVersion(order.Version), [NewEvent.Of(decision.Value)]);
            return await ledger.AppendAsync(envelope, request, [own, .. rests.Value], [], [], ct);
        });
}
