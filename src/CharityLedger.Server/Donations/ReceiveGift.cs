using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Receives a gift in money (接受捐赠).</summary>
public static class ReceiveGift
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Channel">How it came: bank, alipay, wechat, cash, platform.</param>
    /// <param name="Fund">Named fund; general money where missing.</param>
    /// <param name="Campaign">Campaign that restricts it: the id of a registered one, or a name in words.</param>
    /// <param name="Purpose">Purpose that restricts it.</param>
    /// <param name="Project">Id of the project that it is for.</param>
    /// <param name="OccurredOn">Date of receipt; not after today in Beijing.</param>
    /// <param name="Donor">Who gave; anonymous where missing.</param>
    public sealed record Request(
        long AmountFen, string Channel, DateOnly OccurredOn, string? Fund = null, string? Campaign = null, string? Purpose = null,
        DonorInput? Donor = null, string? Project = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/gifts", Http).AsCommand(Role.Clerk)
        .WithName("ReceiveGift").WithTags("donations").WithSummary("Receive a gift in money (接受捐赠)");

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var date = request.OccurredOn;
        var id = ids.Dated(date, tenant, "gift", context.Key);
        var fund = request.Fund is null
            ? null
            : (await ledger.LoadAsync<FundState>(tenant, Streams.Fund(request.Fund), Fund.Evolve, ct)).State;
        var (donor, key) = Giver.Seal(vault, tenant, id, request.Donor);
        var bound = await ledger.BindGiftAsync(tenant, request.Campaign, request.Project, date, ct);
        var decision = (Giver.Refuse(request.Donor) ?? bound.Refusal) is { } refusal
            ? refusal
            : Gift.Receive(new IncomingGift(id, request.Fund, request.Campaign, request.Purpose, request.AmountFen,
                request.Channel, donor, null, date, request.Project), fund, ledger.Today);
        var result = await ledger.AppendAsync(context.Envelope(request), id, Streams.Gift(id), ExpectedVersion.NoStream, decision,
            Inflows, key, asserted: bound.Asserted, ct: ct);
        return result.Refusal is null ? result.Value with { CheckCode = ids.CheckCode(tenant, id) } : result;
    }

    /// <summary>A gift's money flows in where its parts say.</summary>
    public static IReadOnlyList<PostingRequest> Inflows(GiftReceived gift) =>
        [.. gift.Parts.Select(p => new PostingRequest.Inflow(p.Bucket, p.AmountFen))];

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, vault, ct)).ToHttp("gifts");
}
