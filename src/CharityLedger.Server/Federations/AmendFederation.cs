using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Federations;
using CharityLedger.EventStore;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Federations;

/// <summary>Amends the federation's own name, head and address, from a day on (变更登记).</summary>
public static class AmendFederation
{
    /// <param name="Change">What is new.</param>
    /// <param name="EffectiveFrom">First day of the new; it may lie ahead.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="Paper">SHA-256 of the paper, sent before.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(FederationChange Change, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn);

    /// <param name="Federation">Its id.</param>
    /// <param name="Words">What it is called today.</param>
    /// <param name="Versions">What it was called, by day.</param>
    public sealed record Own(string Federation, FederationWords Words, IReadOnlyList<Version<FederationWords>> Versions);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/federation", Show).AsRead()
            .WithName("ShowFederation").WithTags("federations").WithSummary("The federation's own name, head and address, by day (本会)");
        api.MapPost("/federation-amendments", Http).AsCommand(Role.Administrator)
            .WithName("AmendFederation").WithTags("federations").WithSummary("Amend the federation's name, head or address (变更登记)");
    }

    private static async Task<Results<Ok<Own>, ProblemHttpResult>> Show(CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        return await ledger.FederationWordsAsync(tenant, ct) is var (words, _)
            ? TypedResults.Ok(new Own(tenant, words.AsOf(ledger.Today), [.. words.Held]))
            : Problems.Of(Unknown);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, EvidenceStore store, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        if (await ledger.FederationWordsAsync(tenant, ct) is not var (words, version)) return Problems.Of(Unknown);
        var decision = FederationWords.Amend(new FederationAmended(tenant, new FederationChange(), request.Change, request.EffectiveFrom,
            request.Reason, request.Paper, request.OccurredOn), words, ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request), tenant, Streams.FederationRegister, new ExpectedVersion(version),
            await store.ProvenAsync(decision, request.Paper, tenant, ct), _ => [], ct: ct)).ToHttp("federation-amendments");
    }

    private static Refusal Unknown { get; } = new(RefusalCode.FederationUnknown, "There is no such federation.", "federation");
}
