using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Campaigns;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Federations;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Campaigns;

/// <summary>Plans and files a fundraising campaign (募捐方案备案).</summary>
public static class PlanCampaign
{
    /// <param name="Plan">The plan.</param>
    /// <param name="OccurredOn">Date of the decision; not after today in Beijing.</param>
    /// <param name="FilingNumber">Filing number (备案号); may be missing in an emergency.</param>
    /// <param name="FiledOn">Date of filing.</param>
    /// <param name="Campaign">Id; made where missing.</param>
    public sealed record Request(
        CampaignPlan Plan, DateOnly OccurredOn, string? FilingNumber = null, DateOnly? FiledOn = null, string? Campaign = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/campaigns", Http).AsCommand(Role.Clerk)
        .WithName("PlanCampaign").WithTags("campaigns").WithSummary("Plan and file a campaign (募捐方案备案)");

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = request.Campaign ?? ids.Of(tenant, "campaign", context.Key);
        var (existing, _, _) = await ledger.LoadAsync<CampaignState>(tenant, Streams.Campaign(id), Campaign.Evolve, ct);
        var federation = await ledger.FederationWordsAsync(tenant, ct);
        var (_, _, certificates) = await ledger.LoadAsync<object>(tenant, Streams.Fundraising, (s, _) => s, ct);
        var decision = Campaign.Plan(
            new CampaignPlanned(id, request.Plan, request.FilingNumber, request.FiledOn, request.OccurredOn),
            existing is not null, federation!.Value.Words.AsOf(request.OccurredOn).Name, [.. certificates.Select(e => e.Event).OfType<FundraisingQualified>()],
            await ledger.PolicyAsync(tenant, ct), ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.Campaign(id), ExpectedVersion.NoStream,
            decision, _ => [], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, ct)).ToHttp("campaigns");
}
