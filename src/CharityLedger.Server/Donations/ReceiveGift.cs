using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Receives a gift in money (接受捐赠), with the pledge or agreement that it answers and what was stated beside it.</summary>
public static class ReceiveGift
{
    /// <param name="AmountFen">Amount in fen; 0 where foreign money says it.</param>
    /// <param name="Channel">How it came: bank, alipay, wechat, cash, platform.</param>
    /// <param name="Fund">Named fund; general money where missing.</param>
    /// <param name="Campaign">Campaign that restricts it: the id of a registered one, or a name in words.</param>
    /// <param name="Purpose">Purpose that restricts it.</param>
    /// <param name="Project">Id of the project that it is for.</param>
    /// <param name="OccurredOn">Date of receipt; not after today in Beijing.</param>
    /// <param name="Donor">Who gave; where missing the donor of the pledge or agreement, otherwise anonymous.</param>
    /// <param name="Pledge">The pledge that it fulfils.</param>
    /// <param name="YieldAgreement">The agreement that it is a yield of.</param>
    /// <param name="Terms">What was stated beside it.</param>
    public sealed record Request(
        long AmountFen, string Channel, DateOnly OccurredOn, string? Fund = null, string? Campaign = null, string? Purpose = null,
        DonorInput? Donor = null, string? Pledge = null, string? YieldAgreement = null, Terms? Terms = null,
        string? Project = null);

    /// <param name="Foreign">The currency it came in.</param>
    /// <param name="UsableFrom">Date before which it may not be used.</param>
    /// <param name="Partner">With whom it was raised (合作募捐方).</param>
    /// <param name="SourceOfFunds">Where a large or cash gift comes from, in general words.</param>
    /// <param name="Tie">What of it makes it no gift to the receipt rules: sponsorship, donor_benefit and the like.</param>
    public sealed record Terms(
        ForeignMoney? Foreign = null, DateOnly? UsableFrom = null, string? Partner = null,
            string? SourceOfFunds = null, string? Tie = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/gifts", Http).AsCommand(Role.Clerk)
        .WithName("ReceiveGift").WithTags("donations").WithSummary("Receive a gift in money (接受捐赠)");

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, NameScreen screen, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "gift", context.Key);
        var fund = await ledger.FundAsync(tenant, request.Fund, ct);
        var promises = await Promises.LoadAsync(request, tenant, ledger, ct);
        var (donor, key) = request.Donor is null && promises.Donor is { } promiser
            ? (promiser, null)
            : Giver.Seal(vault, tenant, id, request.Donor);
        var terms = request.Terms ?? new Terms();
        var fen = terms.Foreign is null ? request.AmountFen : Exchange.ToFen(terms.Foreign, ledger.Today);
        var bound = await ledger.BindGiftAsync(tenant, request.Campaign, request.Project, request.OccurredOn, ct);
        var refusal = Giver.Refuse(request.Donor) ?? bound.Refusal ?? Refuse(terms, request) ?? fen.Refusal
            ?? Exchange.Mismatch(request.AmountFen, fen.Value, terms.Foreign)
            ?? await screen.CheckSourceAsync(tenant, request.Channel, fen.Value, terms.SourceOfFunds, request.OccurredOn, ct);
        var gift = refusal is not null
            ? refusal
            : Gift.Receive(new IncomingGift(id, request.Fund, request.Campaign, request.Purpose, fen.Value,
                request.Channel, donor, null,
                request.OccurredOn, request.Project, terms.UsableFrom), fund, ledger.Today);
        if (gift.Refusal is null && await screen.CheckAsync(tenant, request.Donor?.Name, ct) is { } list)
            return await HoldAsync(gift.Value, list, request, context, ledger, key, ct);
        var result = await AppendAsync(gift, promises, bound.Asserted, request, context, ledger, id, key, ct);
        return result.Refusal is null ? result.Value with { CheckCode = ids.CheckCode(tenant, id) } : result;
    }

    /// <summary>A gift's money flows in where its parts say.</summary>
    public static IReadOnlyList<PostingRequest> Inflows(GiftReceived gift) =>
        [.. gift.Parts.Select(p => new PostingRequest.Inflow(p.Bucket, p.AmountFen))];

    private static async Task<Result<Receipt>> AppendAsync(Result<GiftReceived> gift, Promises promises,
        IReadOnlyList<StreamWrite> asserted, Request request, CommandContext context, Ledger ledger, string id,
            DonorKey? key, CancellationToken ct)
    {
        var envelope = context.Envelope(request);
        var kept = gift.Refusal is null ? promises.Keep(request, gift.Value) : gift.Refusal;
        if (kept.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)refusal;
        List<NewEvent> events = [NewEvent.Of(gift.Value, Inflows(gift.Value))];
        if (Stated(id, request) is { } terms) events.Add(NewEvent.Of(terms));
        return await ledger.AppendAsync(envelope, id,
            [new StreamWrite(Streams.Gift(id), ExpectedVersion.NoStream, events), .. kept.Value, .. asserted],
            key is null ? [] : [key], [], ct);
    }

    /// <summary>Holds a gift whose donor's name is on a list: its money is nobody's to use until somebody decides.</summary>
    private static async Task<Result<Receipt>> HoldAsync(GiftReceived gift, string list, Request request, CommandContext context,
        Ledger ledger, DonorKey? key, CancellationToken ct)
    {
        var hold = new GiftHeldForScreening(gift.Gift, list, gift, Stated(gift.Gift, request), request.OccurredOn);
        var result = await ledger.AppendAsync(context.Envelope(request), gift.Gift,
            [new StreamWrite(Streams.Hold(gift.Gift), ExpectedVersion.NoStream, [NewEvent.Of(hold)])], key is null ? []
                : [key], [], ct);
        return result.Refusal is null ? result.Value with { HeldBy = list } : result;
    }

    private static GiftTermsStated? Stated(string id, Request request) => request.Terms is { } terms
        ? new GiftTermsStated(id, terms.Foreign, terms.UsableFrom, terms.Partner, terms.SourceOfFunds, terms.Tie, request.OccurredOn)
        : null;

    private static Refusal? Refuse(Terms terms, Request request)
    {
        if (terms.UsableFrom <= request.OccurredOn)
            return new Refusal(RefusalCode.DateInvalid, "A date before which it may not be used lies after the gift.",
                "terms.usableFrom");
        return Check.Optional(terms.Partner, "terms.partner") ?? Check.Optional(terms.SourceOfFunds, "terms.sourceOfFunds", 500)
            ?? Check.Optional(terms.Tie, "terms.tie", 40);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, NameScreen screen, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, vault, screen, ct)).ToHttp("gifts");

    /// <summary>The pledge and the agreement that a gift answers, as they stand.</summary>
    private sealed record Promises(PledgeState? Pledge, long PledgeVersion, YieldGiftAgreed? Agreement, long AgreementVersion)
    {
        public DonorRef? Donor => Pledge?.Made.Donor ?? Agreement?.Donor;

        public static async Task<Promises> LoadAsync(Request request, string tenant, Ledger ledger, CancellationToken ct)
        {
            var pledge = request.Pledge is null
                ? default
                : await ledger.LoadAsync<PledgeState>(tenant, Streams.Pledge(request.Pledge), Domain.Donations.Pledge.Evolve, ct);
            var agreement = request.YieldAgreement is null
                ? default
                : await ledger.LoadAsync<YieldGiftAgreed>(tenant, Streams.YieldGift(request.YieldAgreement), YieldGift.Evolve, ct);
            return new Promises(pledge.State, pledge.Version, agreement.State, agreement.Version);
        }

        /// <summary>What is appended to their streams with the gift.</summary>
        public Result<List<StreamWrite>> Keep(Request request, GiftReceived gift)
        {
            var writes = new List<StreamWrite>();
            if (request.Pledge is { } pledge)
            {
                var fulfilled = Domain.Donations.Pledge.Fulfil(Pledge, gift);
                if (fulfilled.Refusal is { } refusal) return refusal;
                writes.Add(new StreamWrite(Streams.Pledge(pledge), new ExpectedVersion(PledgeVersion),
                    [NewEvent.Of(fulfilled.Value)]));
            }

            if (request.YieldAgreement is { } agreement)
            {
                var yielded = YieldGift.Receive(Agreement, gift);
                if (yielded.Refusal is { } refusal) return refusal;
                writes.Add(new StreamWrite(Streams.YieldGift(agreement), new ExpectedVersion(AgreementVersion),
                    [NewEvent.Of(yielded.Value)]));
            }

            return writes;
        }
    }
}
