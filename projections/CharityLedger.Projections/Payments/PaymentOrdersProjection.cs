using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Payments;

/// <summary>Payments on their way (付款单): what the cashier has to pay, what lies at the bank, and what became of it.</summary>
public sealed class PaymentOrdersProjection : IProjection
{
    private const string Add = """
        insert into payment_order (tenant, payment, position, request, step, since, account, named_account, amount, payee, purpose,
            parts, approved_on)
        values ($1, $2, $3, nullif($4, ''), 'to_pay', $5, $6, nullif($7, ''), $8, $9, $10, $11, $5)
        """;

    private const string Step = """
        update payment_order set step = $3, since = $4, reason = nullif($5, '') where tenant = $1 and payment = $2
        """;

    private const string Paid = """
        update payment_order set step = 'paid', since = $3, paid_on = $3, booked_on = $4, reference = nullif($5, ''), fee = $6, reason = null
        where tenant = $1 and payment = $2
        """;

    public string Name => "PaymentOrders";

    public int Version => 1;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(PaymentApproved), typeof(PaymentHandedOver), typeof(PaymentCleared), typeof(PaymentReturned),
        typeof(PaymentApprovedAgain), typeof(PaymentWithdrawn));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        foreach (var stored in events)
        {
            await (stored.Event switch
            {
                PaymentApproved e => writer.ExecuteAsync(Add, [stored.Tenant, e.Payment, stored.Position, e.Request ?? "", e.OccurredOn,
                    Words.Of(e.Account), e.NamedAccount ?? "", e.Parts.Sum(p => p.AmountFen), e.Payee, e.Purpose, PartsOf(stored)], ct),
                PaymentHandedOver e => StepAsync(e.Payment, "handed_over", e.OccurredOn, ""),
                PaymentCleared e => writer.ExecuteAsync(Paid,
                    [stored.Tenant, e.Payment, e.PaidOn, e.OccurredOn, e.Reference ?? "", e.FeeFen], ct),
                PaymentReturned e => StepAsync(e.Payment, "returned", e.OccurredOn, e.Reason),
                PaymentApprovedAgain e => StepAsync(e.Payment, "to_pay", e.OccurredOn, e.Reason),
                PaymentWithdrawn e => StepAsync(e.Payment, "withdrawn", e.OccurredOn, e.Reason),
                _ => Task.CompletedTask,
            });

            Task StepAsync(string payment, string step, DateOnly since, string reason) =>
                writer.ExecuteAsync(Step, [stored.Tenant, payment, step, since, reason], ct);
        }
    }

    /// <summary>The parts as the event's JSON has them.</summary>
    private static string PartsOf(StoredEvent stored) => JsonDocument.Parse(stored.Data).RootElement.GetProperty("parts").GetRawText();
}
