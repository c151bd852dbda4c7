using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>Amends what was agreed of a fund, from a day on (基金协议变更): name, purpose, sponsor, agreement, fee, committee.</summary>
public static class AmendFund
{
    /// <param name="Change">What is new.</param>
    /// <param name="EffectiveFrom">First day of the new; it may lie ahead.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="Paper">SHA-256 of the paper, sent before.</param>
    /// <param name="OccurredOn">Date of the amendment; not after today in Beijing.</param>
    public sealed record Request(FundChange Change, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/funds/{fund}/amendments", Http).AsCommand(Role.Clerk)
        .WithName("AmendFund").WithTags("funds").WithSummary("Amend what was agreed of a fund (基金协议变更)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string fund, Request request, CommandContext context, Ledger ledger, EvidenceStore store, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<FundState>(tenant, Streams.Fund(fund), Fund.Evolve, ct);
        var decision = Fund.Amend(new FundAmended(fund, new FundChange(), request.Change, request.EffectiveFrom, request.Reason, request.Paper,
            request.OccurredOn), state, await ledger.PolicyAsync(tenant, ct), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, fund), fund, Streams.Fund(fund), new ExpectedVersion(version),
            await store.ProvenAsync(decision, request.Paper, tenant, ct), _ => [], ct: ct)).ToHttp("funds");
    }
}
