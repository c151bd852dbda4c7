using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Campaigns;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Campaigns;

/// <summary>Records the filing of a campaign that an emergency let start first (补办备案).</summary>
public static class FileCampaign
{
    /// <param name="FilingNumber">Filing number (备案号).</param>
    /// <param name="OccurredOn">Date of filing; not after today in Beijing.</param>
    public sealed record Request(string FilingNumber, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/campaigns/{campaign}/filing", Http).AsCommand(Role.Clerk)
        .WithName("FileCampaign").WithTags("campaigns").WithSummary("Record a campaign's later filing (补办备案)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string campaign, Request request, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var stream = Streams.Campaign(campaign);
        var (state, version, _) = await ledger.LoadAsync<CampaignState>(
            context.Caller.Federation, stream, Campaign.Evolve, ct);
        var decision = Campaign.File(state, new CampaignFiled(campaign, request.FilingNumber, request.OccurredOn), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, campaign), campaign, stream,
            new ExpectedVersion(version), decision, _ => [], ct: ct)).ToHttp("campaigns");
    }
}
