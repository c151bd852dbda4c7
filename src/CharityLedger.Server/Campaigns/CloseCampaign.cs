using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Campaigns;
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

    /// <summary>A new use of what is left takes another person.</summary>
    public static readonly GuardedAction<Request> Action = new("close_campaign")
    {
        Executors = [Role.Accountant],
        Collection = "campaigns",
        Approvals = (request, policy, today) => SurplusMoney.Approvals(request.Ground, policy, today),
        Handle = (campaign, request, context, services, ct) => Handle(campaign!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<SurplusMoney>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/campaigns/{campaign}/closing", Http).AsCommand(Role.Accountant)
        .WithName("CloseCampaign").WithTags("campaigns").WithSummary("Close a campaign (结束募捐活动)");

    /// <summary>Only the campaign no longer binds what is left; what else does, stays.</summary>
    public static Task<Result<Receipt>> Handle(
        string campaign, Request request, CommandContext context, Ledger ledger, SurplusMoney surplus, CancellationToken ct) =>
        surplus.CloseAsync<CampaignState, CampaignClosed>(campaign, Streams.Campaign(campaign), Campaign.Evolve,
            new Surplus(request.Ground, request.ToPurpose, request.OccurredOn),
            new Bond(Bucket.WordOfCampaign(campaign),
                b => Bucket.Of(b.Fund, project: b.Project, purpose: SurplusMoney.PurposeOf(b, request.ToPurpose))),
            context, context.Envelope(request, campaign),
            (state, leftFen) => Campaign.Close(state, new CampaignClosed(
                campaign, leftFen, request.Ground, request.Treatment, request.OccurredOn), ledger.Today), ct);

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string campaign, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, campaign, request, context, ct);
}
