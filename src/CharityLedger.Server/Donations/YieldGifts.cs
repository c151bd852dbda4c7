using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Records agreements to give yields only (留本捐息、股息捐赠). Each yield is a gift that names its agreement.</summary>
public static class YieldGifts
{
    /// <param name="Kind">Interest or dividends.</param>
    /// <param name="Description">What yields, and stays with the donor.</param>
    /// <param name="Number">Number of the agreement (协议编号).</param>
    /// <param name="Donor">Who gives.</param>
    /// <param name="OccurredOn">Date of the agreement; not after today in Beijing.</param>
    /// <param name="PrincipalFen">The principal, in fen, for information.</param>
    /// <param name="Fund">Fund that the yields are for.</param>
    /// <param name="Purpose">Purpose they are bound to.</param>
    /// <param name="Until">Last day of the agreement.</param>
    public sealed record Request(
        YieldGiftKind Kind, string Description, string Number, DonorInput Donor, DateOnly OccurredOn, long? PrincipalFen = null,
        string? Fund = null, string? Purpose = null, DateOnly? Until = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/yield-gifts", Http).AsCommand(Role.Clerk)
        .WithName("AgreeYieldGift").WithTags("donations").WithSummary("Record an agreement to give yields (留本捐息、股息捐赠)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, Counterparties counterparties, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "yield-gift", context.Key);
        var fund = await ledger.FundAsync(tenant, request.Fund, ct);
        var (donor, key) = Giver.Seal(vault, tenant, id, request.Donor);
        var asked = await counterparties.GiverAsync(context, request.Donor?.Name, "donor", ct);
        var decision = Giver.Refuse(request.Donor) is { } refusal
            ? refusal
            : asked.Unless(YieldGift.Agree(new YieldGiftAgreed(id, request.Kind, request.Description, request.PrincipalFen, request.Fund,
                request.Purpose, request.Until, request.Number, donor, request.OccurredOn), fund is not null, ledger.Today));
        var result = await ledger.AppendAsync(
            asked.Context.Envelope(request), id, Streams.YieldGift(id), ExpectedVersion.NoStream, decision, _ => [], key, ct: ct);
        return result.ToHttp("yield-gifts");
    }
}
