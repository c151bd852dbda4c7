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
        insert into payment_order (tenant, request, position, action, step, since, account, named_account, amount, payee, purpose,
            reserved, approved_on)
        values ($1, $2, $3, $4, 'to_pay', $5, $6, nullif($7, ''), nullif($8, 0), $9, $10, $11, $5)
        """;

    private const string Step = """
        update payment_order set step = $3, since = $4, reason = nullif($5, '') where tenant = $1 and request = $2
        """;

    private const string Paid = """
        update payment_order set step = 'paid', since = $3, paid_on = $3, booked_on = $4, reference = nullif($5, ''), fee = $6, reason = null
        where tenant = $1 and request = $2
        """;

    private const string Give = """
        insert into standing_approval (tenant, standing, payee, purpose, ceiling, starts_on, ends_on) values ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string End = "update standing_approval set ends_on = $3 where tenant = $1 and standing = $2";

    private const string Debit = """
        insert into direct_debit (tenant, payment, position, standing, paid_on, booked_on, reference, recorded_by, approvals)
        values ($1, $2, $3, nullif($4, ''), $5, $6, nullif($7, ''), $8, $9)
        """;

    private const string Approve = "update direct_debit set approved_by = approved_by || $3 where tenant = $1 and payment = $2";

    public string Name => "PaymentOrders";

    public int Version => 3;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(PaymentApproved), typeof(PaymentHandedOver), typeof(PaymentCleared), typeof(PaymentReturned),
        typeof(PaymentApprovedAgain), typeof(PaymentWithdrawn), typeof(StandingApprovalGiven), typeof(StandingApprovalEnded),
        typeof(DirectDebited), typeof(DirectDebitApproved));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        foreach (var stored in events)
        {
            await (stored.Event switch
            {
                PaymentApproved e => writer.ExecuteAsync(Add, [stored.Tenant, e.Request, stored.Position, e.Action, e.OccurredOn,
                    Words.Of(e.Account), e.NamedAccount ?? "", e.AmountFen ?? 0, e.Payee, e.Purpose, ReservedBy(stored)], ct),
                PaymentHandedOver e => StepAsync(e.Request, "handed_over", e.OccurredOn, ""),
                PaymentCleared e => writer.ExecuteAsync(Paid,
                    [stored.Tenant, e.Request, e.PaidOn, e.OccurredOn, e.Reference ?? "", e.FeeFen], ct),
                PaymentReturned e => StepAsync(e.Request, "returned", e.OccurredOn, e.Reason),
                PaymentApprovedAgain e => StepAsync(e.Request, "to_pay", e.OccurredOn, e.Reason),
                PaymentWithdrawn e => StepAsync(e.Request, "withdrawn", e.OccurredOn, e.Reason),
                StandingApprovalGiven e => writer.ExecuteAsync(Give,
                    [stored.Tenant, e.Standing, e.Payee, e.Purpose, e.CeilingFen, e.OccurredOn, e.EndsOn], ct),
                StandingApprovalEnded e => writer.ExecuteAsync(End, [stored.Tenant, e.Standing, e.OccurredOn], ct),
                DirectDebited e => writer.ExecuteAsync(Debit, [stored.Tenant, e.Payment, stored.Position, e.Standing ?? "", e.PaidOn,
                    e.OccurredOn, e.Reference ?? "", e.By, e.Approvals], ct),
                DirectDebitApproved e => writer.ExecuteAsync(Approve, [stored.Tenant, e.Payment, e.By], ct),
                _ => Task.CompletedTask,
            });

            Task StepAsync(string request, string step, DateOnly since, string reason) =>
                writer.ExecuteAsync(Step, [stored.Tenant, request, step, since, reason], ct);
        }
    }

    /// <summary>What is reserved, as the event's JSON has them.</summary>
    private static string ReservedBy(StoredEvent stored) => JsonDocument.Parse(stored.Data).RootElement.GetProperty("reserved").GetRawText();
}
