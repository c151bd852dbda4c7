using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Alliances;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Alliances;

/// <summary>Agrees to take money from another federation, and ends that (联盟协议).</summary>
public static class AgreeAlliance
{
    /// <param name="Partner">The federation that may send.</param>
    /// <param name="Agreement">Number of the agreement.</param>
    /// <param name="OccurredOn">Day of the agreement; not after today in Beijing.</param>
    /// <param name="EndsOn">Last day.</param>
    public sealed record Request(string Partner, string Agreement, DateOnly OccurredOn, DateOnly? EndsOn = null);

    /// <param name="Reason">Why it ends.</param>
    /// <param name="OccurredOn">First day on which nothing is taken; not after today in Beijing.</param>
    public sealed record Ending(string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/alliances", Agree).AsCommand(Role.Administrator)
            .WithName("AgreeAlliance").WithTags("alliances").WithSummary("Agree to take another federation's money (联盟协议)");
        api.MapPost("/alliances/{partner}/end", End).AsCommand(Role.Administrator)
            .WithName("EndAlliance").WithTags("alliances").WithSummary("End an agreement (终止联盟协议)");
    }

    /// <summary>Whether there is such a federation.</summary>
    internal static Task<bool> ExistsAsync(Ledger ledger, string federation, CancellationToken ct) =>
        ledger.ExistsAsync(federation, Streams.Federation, ct);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Agree(
        Request r, CommandContext context, Ledger ledger, Steps steps, CancellationToken ct)
    {
        var exists = await ExistsAsync(ledger, r.Partner, ct);
        var result = await steps.TakeAsync<AgreementState, Request, AllianceAgreed>(Streams.Alliance(r.Partner), Alliance.Evolve,
            r.Partner, "agreement", r, r.OccurredOn, context, (_, state, today) => Alliance.Agree(state,
                new AllianceAgreed(r.Partner, r.Agreement, r.EndsOn, r.OccurredOn), context.Caller.Federation, exists, today),
            (_, _) => [], ct);
        return result.ToHttp("alliances");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> End(
        string partner, Ending r, CommandContext context, Steps steps, CancellationToken ct) =>
        (await steps.TakeAsync<AgreementState, Ending, AllianceEnded>(Streams.Alliance(partner), Alliance.Evolve, partner, "agreement-end",
            r, r.OccurredOn, context, (_, state, today) =>
                Alliance.End(state, new AllianceEnded(partner, r.Reason, r.OccurredOn), today), (_, _) => [], ct)).ToHttp("alliances");
}
