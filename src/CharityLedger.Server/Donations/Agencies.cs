using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Takes in money entrusted for a named beneficiary, and hands it on (受托代理).</summary>
public static class Agencies
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Channel">How it came.</param>
    /// <param name="Giver">Who gave.</param>
    /// <param name="Beneficiary">Whom the giver named.</param>
    /// <param name="Purpose">What it is for, in general words.</param>
    /// <param name="OccurredOn">Date of receipt; not after today in Beijing.</param>
    /// <param name="Relation">How the beneficiary is related: donor_interested_party, charity_manager; missing for not at all.</param>
    public sealed record Request(
        long AmountFen, string Channel, DonorInput Giver, DonorInput Beneficiary, string Purpose, DateOnly OccurredOn,
        string? Relation = null);

    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Destination">To the beneficiary, or back to the giver.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="RelatedParty">The beneficiary's id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    public sealed record Delivery(
        long AmountFen, AgencyDestination Destination, string Reason, DateOnly OccurredOn, string? RelatedParty = null,
        string? Decision = null);

    /// <summary>As any payment: asked for by one person, approved by another, paid by the treasurer.</summary>
    public static readonly GuardedAction<Delivery> DeliveryAction = new("deliver_agency_money")
    {
        Executors = [Role.Cashier],
        Collection = "agencies/deliveries",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Concerns = (agency, request) => Concerned.Givers(Streams.Agency(agency!), events => events.OfType<AgencyReceived>()
            .Select(e => request.Destination == AgencyDestination.Beneficiary ? e.Beneficiary : e.Giver)),
        Parties = request => [request.RelatedParty],
        AmountFen = request => request.AmountFen,
        Pays = request => new PaymentWords(
            request.Destination == AgencyDestination.Beneficiary ? "受益人" : "委托人", "转付受托代理资金"),
        Handle = (agency, request, context, services, ct) => DeliverAsync(agency!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), services.GetRequiredService<DonorVault>(),
            services.GetRequiredService<Counterparties>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/agencies", Receive).AsCommand(Role.Clerk)
            .WithName("ReceiveAgencyMoney").WithTags("donations").WithSummary("Take in money for a named beneficiary (受托代理)");
        api.MapPost("/agencies/{agency}/deliveries", Deliver).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("DeliverAgencyMoney").WithTags("donations").WithSummary("Hand entrusted money on (转交受托代理资产)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Receive(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, Counterparties counterparties,
        CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "agency", context.Key);
        var (giver, giverKey) = Giver.Seal(vault, tenant, id + "-giver", request.Giver);
        var (beneficiary, beneficiaryKey) = Giver.Seal(vault, tenant, id + "-beneficiary", request.Beneficiary);
        var asked = await counterparties.GiverAsync(context, request.Giver?.Name, "giver", ct);
        if (asked.Refusal is null) asked = await counterparties.GiverAsync(asked.Context, request.Beneficiary?.Name, "beneficiary", ct);
        var decision = (Giver.Refuse(request.Giver, "giver") ?? Giver.Refuse(request.Beneficiary, "beneficiary")) is { } refusal
            ? refusal
            : asked.Unless(Agency.Receive(new AgencyReceived(id, request.AmountFen, request.Channel, giver, beneficiary, request.Purpose,
                request.OccurredOn), request.Relation, await ledger.PolicyAsync(tenant, ct), ledger.Today));
        var envelope = asked.Context.Envelope(request);
        if (decision.Refusal is { } no)
            return (await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)no).ToHttp("agencies");
        var write = new StreamWrite(Streams.Agency(id), ExpectedVersion.NoStream,
            [NewEvent.Of(decision.Value, new PostingRequest.Inflow(Bucket.OfAgency(id), decision.Value.AmountFen))]);
        return (await ledger.AppendAsync(envelope, id, [write], [giverKey!, beneficiaryKey!], [], ct)).ToHttp("agencies");
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Deliver(
        string agency, Delivery request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(DeliveryAction, agency, request, context, ct);

    private static async Task<Result<Receipt>> DeliverAsync(
        string agency, Delivery request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault,
        Counterparties counterparties, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "delivery", context.Key);
        var (state, version, events) = await ledger.LoadAsync<AgencyState>(tenant, Streams.Agency(agency), Agency.Evolve, ct);
        var received = events.Select(e => e.Event).OfType<AgencyReceived>().SingleOrDefault();
        var asked = request.Destination == AgencyDestination.Beneficiary
            && received is not null && await vault.OpenAsync(tenant, received.Beneficiary, ct) is { } named
            ? await counterparties.DealingAsync(
                context, new Receiver(named.Name, "destination", request.RelatedParty, request.Decision), id, request.OccurredOn, ct)
            : await counterparties.SealedAsync(context, received?.Giver, "destination", ct);
        var decision = asked.Unless(Agency.Deliver(state, new AgencyDelivered(
            agency, id, request.AmountFen, request.Destination, request.Reason, request.OccurredOn), ledger.Today));
        return await ledger.AppendAsync(asked.Context.Envelope(request, agency), id, Streams.Agency(agency),
            new ExpectedVersion(version),
            decision, e => [new PostingRequest.Outflow(Bucket.OfAgency(agency), e.AmountFen)], ct: ct);
    }
}
