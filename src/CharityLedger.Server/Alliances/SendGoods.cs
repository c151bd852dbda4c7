using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Alliances;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using CharityLedger.Server.Trusts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Alliances;

/// <summary>
/// Sends goods to another federation of this installation (联盟调拨物资): one command over both, as with money. There they are a gift
/// in kind of their own, to be handed on as any; their value and their givers' traces go along.
/// </summary>
public static class SendGoods
{
    /// <param name="To">The federation that receives them; it must have agreed to.</param>
    /// <param name="Gift">The gift in kind.</param>
    /// <param name="Quantity">How much of it.</param>
    /// <param name="Purpose">What they are for; binds them there, unless a restriction does already.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="ToFund">Fund of the other that they are for.</param>
    /// <param name="Project">Shared project of the other that they are for.</param>
    /// <param name="RelatedParty">The other federation's id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    /// <param name="Facts">Facts that reports need of it; the defaults of its project and fund where missing.</param>
    public sealed record Request(
        string To, string Gift, long Quantity, string Purpose, DateOnly OccurredOn, string? ToFund = null, string? Project = null,
        string? RelatedParty = null, string? Decision = null, ReportFacts? Facts = null) : IStatesFacts;

    /// <summary>As money to another federation.</summary>
    public static readonly GuardedAction<Request> Action = new("send_alliance_goods")
    {
        Executors = [Role.Accountant],
        Collection = "alliance-transfers",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalTransfer, today, policy),
        Parties = request => [request.To, request.RelatedParty],
        Handle = (_, request, context, services, ct) => Handle(
            request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(),
            services.GetRequiredService<Counterparties>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/alliance-goods", Http).AsCommand(Role.Clerk, Role.Accountant)
        .WithName("SendAllianceGoods").WithTags("alliances").WithSummary("Send goods to another federation (联盟调拨物资)");

    private static async Task<Result<Receipt>> Handle(Request r, CommandContext context, Ledger ledger, Ids ids,
        Counterparties counterparties, CancellationToken ct)
    {
        var self = context.Caller.Federation;
        var id = ids.Dated(r.OccurredOn, self, "alliance-goods", context.Key);
        var (agreement, agreedAt, _) = await ledger.LoadAsync<AgreementState>(r.To, Streams.Alliance(self), Alliance.Evolve, ct);
        var (goods, version, _) = await ledger.LoadAsync<GoodsState>(self, Streams.Gift(r.Gift), Goods.Evolve, ct);
        var exists = await AgreeAlliance.ExistsAsync(ledger, r.To, ct);
        if (Check.OptionalId(r.ToFund, "toFund") is { } broken) return broken;
        var (campaign, restriction) = goods?.Received.Bucket.Restriction ?? default;
        var receiving = Alliance.ReceivingBucket(r.ToFund, campaign, restriction, r.Purpose);
        var wanted = new AllianceGoodsSent(id, r.To, r.Gift, r.Quantity, 0, default, receiving.OfAsset(id), r.Project, r.Purpose, r.OccurredOn);
        var decision = Alliance.Send(agreement, goods, wanted, self, exists, ledger.Today);
        // What the other federation has is told only to whom it agreed with.
        Result<SendMoney.Entered> entered = decision.Refusal is null
            ? await SendMoney.EnteredAsync(r.To, r.ToFund, r.Project, ledger, ct)
            : decision.Refusal;
        decision = entered.Refusal is { } refused
            ? refused
            : decision.Value with { ToBucket = entered.Value.BucketOf(receiving).OfAsset(id) };
        var asked = decision.Refusal is not null
            ? new Asked(context, null)
            : await counterparties.DealingAsync(context, new Receiver(await TrustParties.FederationAsync(ledger, r.To, ct), "to",
                r.RelatedParty, r.Decision), id, r.OccurredOn, ct);
        decision = asked.Unless(decision);
        var envelope = asked.Context.Envelope(r);
        if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)refusal;
        // What has no value posts nothing, so that no gate of the fund's stands at the door: it is asserted here as it was read.
        StreamWrite[] asserted = r.ToFund is null || decision.Value.ValueFen > 0
            ? [] : [StreamWrite.Unchanged(Streams.Fund(r.ToFund), entered.Value.Version) with { Tenant = r.To }];
        return await ledger.AppendAsync(
            envelope, id, [.. Writes(decision.Value, goods!.Received, version, self, agreedAt), .. asserted], [], [], ct);
    }

    /// <summary>Out here, in there, with their value where they have any; and the agreement as it was read.</summary>
    private static StreamWrite[] Writes(AllianceGoodsSent sent, GoodsOrigin goods, long version, string self, long agreedAt)
    {
        var received = new AllianceGoodsReceived(sent.Transfer, self, goods.Kind, goods.Description, sent.Quantity, goods.Unit,
            sent.ValueFen, goods.Valuation, sent.ToBucket, sent.Project, sent.Purpose, sent.OccurredOn);
        PostingRequest[] leaves = sent.ValueFen == 0 ? [] : [new PostingRequest.Outflow(sent.Bucket, sent.ValueFen)];
        PostingRequest[] arrives = sent.ValueFen == 0 ? [] : [new PostingRequest.Crossing(sent.ToBucket, 0, 0)];
        return
        [
            new StreamWrite(Streams.Gift(sent.Gift), new ExpectedVersion(version), [NewEvent.Of(sent, leaves)]),
            new StreamWrite(Streams.Gift(sent.Transfer), ExpectedVersion.NoStream, [NewEvent.Of(received, arrives)]) { Tenant = sent.To },
            StreamWrite.Unchanged(Streams.Alliance(self), agreedAt) with { Tenant = sent.To },
        ];
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);
}
