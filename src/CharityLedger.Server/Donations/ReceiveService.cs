using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Receives a donated service (接受捐赠服务): income and cost at once.</summary>
public static class ReceiveService
{
    /// <param name="Description">What was done.</param>
    /// <param name="Quantity">How much, in whole units.</param>
    /// <param name="Unit">Unit of the quantity.</param>
    /// <param name="Valuation">What the value rests on.</param>
    /// <param name="ValueFen">Value in fen.</param>
    /// <param name="Purpose">What it was used for.</param>
    /// <param name="Recipient">Whom it served, in general words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Fund">Named fund; general purposes where missing.</param>
    /// <param name="Campaign">Campaign that restricts it.</param>
    /// <param name="Donor">Who gave; anonymous where missing.</param>
    /// <param name="RelatedParty">The recipient's id in the register of related parties, where it stands there.</param>
    /// <param name="Contact">The contact that gave, in the place of a donor.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    /// <param name="Facts">Facts that reports need of it; the defaults of its project and fund where missing.</param>
    public sealed record Request(
        string Description, long Quantity, string Unit, Valuation Valuation, long ValueFen, string Purpose, string Recipient,
        DateOnly OccurredOn, string? Fund = null, string? Campaign = null, DonorInput? Donor = null, string? RelatedParty = null,
        string? Decision = null, ReportFacts? Facts = null, string? Contact = null) : IStatesFacts;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/services", Http).AsCommand(Role.Clerk)
        .WithName("ReceiveService").WithTags("donations").WithSummary("Receive a donated service (接受捐赠服务)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, KindIntake intake, CancellationToken ct) =>
        (await intake.ReceiveAsync(request, new KindGift(request.Fund, request.Campaign, request.Donor, request.OccurredOn)
        {
            Contact = request.Contact,
            Served = new Receiver(request.Recipient, "recipient", request.RelatedParty, request.Decision),
        }, context,
            (id, donor, fund, today) => Goods.Serve(new ServiceReceived(id, request.Description, request.Quantity,
                request.Unit, request.ValueFen, request.Valuation, request.Fund, request.Campaign, request.Purpose, request.Recipient,
                default, donor, request.OccurredOn), fund, today),
            e => [new PostingRequest.Inflow(e.Bucket, e.ValueFen), new PostingRequest.Outflow(e.Bucket, e.ValueFen)], ct)).ToHttp("services");
}
