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
    public sealed record Request(
        string Description, long Quantity, string Unit, Valuation Valuation, long ValueFen, string Purpose, string Recipient,
        DateOnly OccurredOn, string? Fund = null, string? Campaign = null, DonorInput? Donor = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/services", Http).AsCommand(Role.Clerk)
        .WithName("ReceiveService").WithTags("donations").WithSummary("Receive a donated service (接受捐赠服务)");

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
            : Goods.Serve(new ServiceReceived(id, request.Description, request.Quantity, request.Unit,
                request.ValueFen, request.Valuation,
                request.Fund, request.Campaign, request.Purpose, request.Recipient, "", donor, request.OccurredOn),
                    fund, ledger.Today);
        var result = await ledger.AppendAsync(context.Envelope(request), id, Streams.Gift(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Inflow(e.Bucket, e.ValueFen), new PostingRequest.Outflow(e.Bucket, e.ValueFen)], key,
            asserted: bound.Asserted, ct: ct);
        return result.Refusal is null ? result.Value with { CheckCode = ids.CheckCode(tenant, id) } : result;
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, NameScreen screen,
        CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, vault, screen, ct)).ToHttp("services");
}
