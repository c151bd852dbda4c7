using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Receives a gift in kind (接受实物、股权捐赠).</summary>
public static class ReceiveGoods
{
    /// <param name="Kind">Goods, fixed asset, equity or securities.</param>
    /// <param name="Description">What it is.</param>
    /// <param name="Quantity">How much of it, in whole units.</param>
    /// <param name="Unit">Unit of the quantity.</param>
    /// <param name="Valuation">What the value rests on.</param>
    /// <param name="ValueFen">Value of all of it in fen; 0 where there is no reliable one.</param>
    /// <param name="OccurredOn">Date of receipt; not after today in Beijing.</param>
    /// <param name="Fund">Named fund; general purposes where missing.</param>
    /// <param name="Campaign">Campaign that restricts it.</param>
    /// <param name="Purpose">Purpose that restricts it.</param>
    /// <param name="Donor">Who gave; anonymous where missing.</param>
    /// <param name="Contact">The contact that gave, in the place of a donor.</param>
    /// <param name="Facts">Facts that reports need of it: its origin.</param>
    public sealed record Request(
        AssetKind Kind, string Description, long Quantity, string Unit, Valuation Valuation, long ValueFen, DateOnly OccurredOn,
        string? Fund = null, string? Campaign = null, string? Purpose = null, DonorInput? Donor = null,
        ReportFacts? Facts = null, string? Contact = null) : IStatesFacts
    {
        bool IStatesFacts.IsGift => true;
    }

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/goods", Http).AsCommand(Role.Clerk)
        .WithName("ReceiveGoods").WithTags("donations").WithSummary("Receive a gift in kind (接受实物、股权捐赠)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, KindIntake intake, CancellationToken ct) =>
        (await intake.ReceiveAsync(request, new KindGift(request.Fund, request.Campaign, request.Donor, request.OccurredOn)
        {
            Contact = request.Contact,
        }, context,
            (id, donor, fund, today) => Goods.Receive(new GoodsReceived(id, request.Kind, request.Description, request.Quantity,
                request.Unit, request.ValueFen, request.Valuation, request.Fund, request.Campaign, request.Purpose, default, donor,
                request.OccurredOn), fund, today),
            e => e.ValueFen == 0 ? [] : [new PostingRequest.Inflow(e.Bucket, e.ValueFen)], ct)).ToHttp("goods");
}
