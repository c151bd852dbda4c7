using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Facts;
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
    /// <param name="Contact">The contact that gave, in the place of a donor.</param>
    /// <param name="Facts">Facts that reports need of it: its origin.</param>
    public sealed record Request(
        long AmountFen, string Channel, DateOnly OccurredOn, string? Fund = null, string? Campaign = null, string? Purpose = null,
        DonorInput? Donor = null, string? Pledge = null, string? YieldAgreement = null, Terms? Terms = null,
        string? Project = null, ReportFacts? Facts = null, string? Contact = null) : IStatesFacts
    {
        bool IStatesFacts.IsGift => true;
    }

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

    public static Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, Givers givers, NameScreen screen,
        MoneyRegister register, CancellationToken ct) =>
        Conflicts.RecallAsync(anew => AttemptAsync(request, context, ledger, ids, givers, screen, register, anew, ct));

    private static async Task<Result<Receipt>> AttemptAsync(
        Request request, CommandContext context, Ledger ledger, Ids ids, Givers givers, NameScreen screen,
        MoneyRegister register, bool anew, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "gift", context.Key);
        var (fund, unchanged) = await ledger.RecallFundAsync(tenant, request.Fund, anew, ct);
        var promises = await Promises.LoadAsync(tenant, request.Pledge, request.YieldAgreement, ledger, ct);
        var giver = request is { Donor: null, Contact: null } && promises.Donor is { } promiser
            ? await givers.OfAsync(tenant, promiser, ct)
            : await givers.TakeAsync(tenant, id, request.Donor, request.Contact, anew, ct);
        var terms = request.Terms ?? new Terms();
        var fen = terms.Foreign is null ? request.AmountFen : Exchange.ToFen(terms.Foreign, ledger.Today);
        var bound = await ledger.BindGiftAsync(tenant, request.Campaign, request.Project, request.OccurredOn, ct);
        var screened = await screen.RecallAsync(tenant, anew, ct);
        var refusal = giver.Refusal ?? bound.Refusal ?? Refuse(terms, request)
            ?? await register.CheckChannelAsync(tenant, request.Channel, ct) ?? fen.Refusal
            ?? Exchange.Mismatch(request.AmountFen, fen.Value, terms.Foreign)
            ?? (screened.NeedsSource(fen.Value, request.Channel, request.OccurredOn, terms.SourceOfFunds)
                ? GiftTerms.SourceMissing("terms.sourceOfFunds") : null);
        var gift = refusal is not null
            ? refusal
            : Gift.Receive(new IncomingGift(id, request.Fund, request.Campaign, request.Purpose, fen.Value,
                request.Channel, giver.Value.Donor, null,
                request.OccurredOn, request.Project, terms.UsableFrom), fund, ledger.Today);
        var kept = gift.Refusal is null ? promises.Keep(gift.Value) : gift.Refusal;
        var envelope = context.Envelope(request);
        if (kept.Refusal is { } broken)
        {
            return await ledger.EarlierAsync(envelope, id, ct) is { } earlier
                ? await AnswerAsync(earlier, null, tenant, ledger, ids, ct) : broken;
        }

        var stated = Stated(id, request);
        var hold = screened.Hold(gift.Value, giver.Value.Name, stated);
        // A gift whose donor's name is on a list is held: its money is nobody's to use until somebody decides.
        IReadOnlyList<StreamWrite> writes = hold is null
            ? [new StreamWrite(Streams.Gift(id), ExpectedVersion.NoStream, Events(gift.Value, stated)),
                .. kept.Value, .. bound.Asserted]
            : [new StreamWrite(Streams.Hold(id), ExpectedVersion.NoStream,
                [NewEvent.Of(hold with { Pledge = request.Pledge, YieldAgreement = request.YieldAgreement })])];
        var result = await ledger.AppendAsync(
            envelope, id, [.. writes, .. unchanged, .. screened.Asserted, .. giver.Value.Asserted],
            giver.Value.Key is { } key ? [key] : [], [], ct);
        return result.Refusal is null ? await AnswerAsync(result.Value, hold, tenant, ledger, ids, ct) : result;
    }

    /// <summary>A gift's money flows in where its parts say.</summary>
    public static IReadOnlyList<PostingRequest> Inflows(GiftReceived gift) =>
        [.. gift.Parts.Select(p => new PostingRequest.Inflow(p.Bucket, p.AmountFen))];

    private static IReadOnlyList<NewEvent> Events(GiftReceived gift, GiftTermsStated? stated)
    {
        var received = NewEvent.Of(gift, Inflows(gift));
        return stated is null ? [received] : [received, NewEvent.Of(stated)];
    }

    /// <summary>Who holds the gift, or its check code.</summary>
    private static async Task<Receipt> AnswerAsync(
        Receipt receipt, GiftHeldForScreening? hold, string tenant, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var by = await Holds.HeldByAsync(ledger, tenant, receipt, hold, ct);
        return by is null ? receipt with { CheckCode = ids.CheckCode(tenant, receipt.Id) } : receipt with { HeldBy = by };
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
        Request request, CommandContext context, Ledger ledger, Ids ids, Givers givers, NameScreen screen,
        MoneyRegister register, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, givers, screen, register, ct)).ToHttp("gifts");
}
