using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Campaigns;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
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

    /// <summary>Money that gets another purpose changes its use, which another person approves.</summary>
    public static readonly GuardedAction<Request> Action = new("close_campaign")
    {
        Executors = [Role.Treasurer],
        Collection = "campaigns",
        Approvals = (request, policy, today) => request.Ground == SurplusGround.SimilarPurpose
            ? ApprovalCount.Of(PolicyIds.ApprovalChangeOfUse, today, policy) : 0,
        Handle = (campaign, request, context, services, ct) => Handle(campaign!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<SurplusMoney>(), ct),
    };

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
                ? surplus.Move(context, left, Similar, request.ToPurpose!, request.OccurredOn) : [],
        ], [], [], ct);

        // Only this campaign no longer binds it; what else does, stays.
        string Similar(string bucket) => Buckets.Of(Buckets.FundOf(bucket), project: Buckets.ProjectOf(bucket), purpose: Restriction.Of(request.ToPurpose));
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string campaign, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, campaign, request, context, ct);
}
