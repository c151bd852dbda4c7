using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
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
    public sealed record Request(
        AssetKind Kind, string Description, long Quantity, string Unit, Valuation Valuation, long ValueFen, DateOnly OccurredOn,
        string? Fund = null, string? Campaign = null, string? Purpose = null, DonorInput? Donor = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/goods", Http).AsCommand(Role.Clerk)
        .WithName("ReceiveGoods").WithTags("donations").WithSummary("Receive a gift in kind (接受实物、股权捐赠)");

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, NameScreen screen,
        CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "gift", context.Key);
        var fund = request.Fund is null
            ? null
            : (await ledger.LoadAsync<FundState>(tenant, Streams.Fund(request.Fund), Fund.Evolve, ct)).State;
        var (donor, key) = Giver.Seal(vault, tenant, id, request.Donor);
        var bound = await ledger.BindGiftAsync(tenant, request.Campaign, null, request.OccurredOn, ct);
        var decision = (Giver.Refuse(request.Donor) ?? bound.Refusal
            ?? await screen.CheckGiverAsync(tenant, request.Donor?.Name, "donor", ct)) is { } refusal
            ? refusal
            : Goods.Receive(new GoodsReceived(id, request.Kind, request.Description, request.Quantity, request.Unit, request.ValueFen,
                request.Valuation, request.Fund, request.Campaign, request.Purpose, "", donor, request.OccurredOn),
                    fund, ledger.Today);
        var result = await ledger.AppendAsync(context.Envelope(request), id, Streams.Gift(id), ExpectedVersion.NoStream, decision,
            e => e.ValueFen == 0 ? [] : [new PostingRequest.Inflow(e.Bucket, e.ValueFen)], key,
            asserted: bound.Asserted, ct: ct);
        return result.Refusal is null ? result.Value with { CheckCode = ids.CheckCode(tenant, id) } : result;
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, NameScreen screen,
        CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, vault, screen, ct)).ToHttp("goods");
}
