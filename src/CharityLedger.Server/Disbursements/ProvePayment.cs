using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>Proves that a payment arrived, or what it was used for (拨付凭据).</summary>
public static class ProvePayment
{
    /// <param name="Files">Files that were sent before.</param>
    /// <param name="OccurredOn">Date of the proof; not after today in Beijing.</param>
    /// <param name="Note">Said beside.</param>
    public sealed record Request(IReadOnlyList<EvidenceFiles.Named> Files, DateOnly OccurredOn, string? Note = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/payments/{payment}/proofs", Http)
        .AsCommand(Role.Clerk, Role.Cashier, Role.Accountant)
        .WithName("ProvePayment").WithTags("disbursements").WithSummary("Prove that a payment arrived (登记拨付凭据)");

    public static async Task<Result<Receipt>> Handle(
        string payment, Request request, CommandContext context, Ledger ledger, EvidenceStore store, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<PaymentState>(tenant, Streams.Payment(payment), Payment.Evolve, ct);
        var files = await EvidenceFiles.OfAsync(store, tenant, request.Files, ct);
        Result<PaymentProven> decision = files.Refusal is { } refusal && state is not null
            ? refusal
            : Payment.Prove(state, new PaymentProven(payment, files.Refusal is null ? files.Value : [], request.Note, request.OccurredOn), ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request, payment), payment, Streams.Payment(payment),
            new ExpectedVersion(version), decision, _ => [], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string payment, Request request, CommandContext context, Ledger ledger, EvidenceStore store, CancellationToken ct) =>
        (await Handle(payment, request, context, ledger, store, ct)).ToHttp($"payments/{payment}/proofs");
}
