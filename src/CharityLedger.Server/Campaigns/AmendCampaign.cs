using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Campaigns;
using CharityLedger.EventStore;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Federations;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Campaigns;

/// <summary>Changes a campaign's plan, from a day on (募捐方案变更备案、延期).</summary>
public static class AmendCampaign
{
    /// <param name="Plan">The plan from that day on, whole.</param>
    /// <param name="EffectiveFrom">First day of the new plan; it may lie ahead.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="Paper">SHA-256 of the paper, sent before.</param>
    /// <param name="OccurredOn">Date of the decision; not after today in Beijing.</param>
    /// <param name="FilingNumber">Number under which the change was filed; a public campaign's is.</param>
    /// <param name="FiledOn">Date of that filing.</param>
    public sealed record Request(
        CampaignPlan Plan, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn, string? FilingNumber = null,
        DateOnly? FiledOn = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/campaigns/{campaign}/amendments", Http).AsCommand(Role.Clerk)
        .WithName("AmendCampaign").WithTags("campaigns").WithSummary("Change a campaign's plan (募捐方案变更)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string campaign, Request request, CommandContext context, Ledger ledger, EvidenceStore store, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<CampaignState>(tenant, Streams.Campaign(campaign), Campaign.Evolve, ct);
        var federation = await ledger.FederationWordsAsync(tenant, ct);
        var decision = Campaign.Amend(state, new CampaignAmended(campaign, request.Plan, request.Plan, request.FilingNumber, request.FiledOn,
            request.EffectiveFrom, request.Reason, request.Paper, request.OccurredOn), federation!.Value.Words.AsOf(request.EffectiveFrom).Name,
            await ledger.CertificatesAsync(tenant, ct), await ledger.PolicyAsync(tenant, ct), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, campaign), campaign, Streams.Campaign(campaign),
            new ExpectedVersion(version), await store.ProvenAsync(decision, request.Paper, tenant, ct), _ => [], ct: ct))
            .ToHttp("campaigns");
    }
}
