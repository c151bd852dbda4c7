using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Campaigns;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Campaigns;

/// <summary>Closes a campaign, and says what becomes of what is left (募捐活动结束、剩余财产处理).</summary>
public static class CloseCampaign
{
    /// <param name="Treatment">What becomes of what is left, in words.</param>
    /// <param name="OccurredOn">Date of the decision; not after today in Beijing.</param>
    /// <param name="Ground">As planned: the money stays under the campaign; similar purpose: it moves there.</param>
    /// <param name="ToPurpose">The similar purpose.</param>
    public sealed record Request(
        string Treatment, DateOnly OccurredOn, SurplusGround Ground = SurplusGround.None, string? ToPurpose = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/campaigns/{campaign}/closing", Http).AsCommand(Role.Treasurer)
        .WithName("CloseCampaign").WithTags("campaigns").WithSummary("Close a campaign (结束募捐活动)");

    public static async Task<Result<Receipt>> Handle(
        string campaign, Request request, CommandContext context, Ledger ledger, SurplusMoney surplus, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var stream = Streams.Campaign(campaign);
        var (state, version, _) = await ledger.LoadAsync<CampaignState>(tenant, stream, Campaign.Evolve, ct);
        var left = await surplus.LeftAsync(tenant, b => Buckets.RestrictionOf(b).Campaign == campaign, ct);
        if (left is null) return new Refusal(RefusalCode.PositionNotReached, "The balances are not up to date; try again.");
        Result<CampaignClosed> decision = SurplusMoney.Check(request.Ground, request.ToPurpose) is { } refusal
            ? refusal
            : Campaign.Close(state, new CampaignClosed(campaign, left.Sum(l => l.LeftFen), request.Ground,
                request.Treatment, request.OccurredOn), ledger.Today);
        var envelope = context.Envelope(request, campaign);
        if (decision.Refusal is not null)
            return await ledger.EarlierAsync(envelope, campaign, ct) ?? (Result<Receipt>)decision.Refusal;
        return await ledger.AppendAsync(envelope, campaign,
        [
            new StreamWrite(stream, new ExpectedVersion(version), [NewEvent.Of(decision.Value)]),
            .. request.Ground == SurplusGround.SimilarPurpose
                ? surplus.Move(context, left, request.ToPurpose!, request.OccurredOn) : [],
        ], [], [], ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string campaign, Request request, CommandContext context, Ledger ledger, SurplusMoney surplus,
        CancellationToken ct) => (await Handle(campaign, request, context, ledger, surplus, ct)).ToHttp("campaigns");
}
