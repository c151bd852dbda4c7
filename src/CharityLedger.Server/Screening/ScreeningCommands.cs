using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Screening;
using CharityLedger.EventStore;
using CharityLedger.Projections.Dossier;
using CharityLedger.Server.Access;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Screening;

/// <summary>Lists of blocked names, and the gifts that are held because of them (名单筛查).</summary>
public static class ScreeningCommands
{
    private static readonly AccessRule Judging = new([Role.Approver]);

    /// <param name="List">Id of the list; it takes the place of an earlier one of this id.</param>
    /// <param name="Source">Where it was published.</param>
    /// <param name="Names">The names, at most 5,000; only digests are kept.</param>
    /// <param name="OccurredOn">Date of the list; not after today in Beijing.</param>
    public sealed record LoadRequest(string List, string Source, IReadOnlyList<string> Names, DateOnly OccurredOn);

    /// <param name="Decision">Cleared (another of the same name) or confirmed.</param>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="OccurredOn">Business date; a cleared gift is received on it.</param>
    /// <param name="SourceOfFunds">Where the gift comes from, in general words; needed where that is why it is held.</param>
    /// <param name="Unlinked">Receives it without the pledge or agreement that it named, such as when that was fulfilled
    /// meanwhile.</param>
    public sealed record DecideRequest(
        ScreeningDecision Decision, string Reason, DateOnly OccurredOn, string? SourceOfFunds = null, bool Unlinked = false);

    /// <param name="Gift">Id of the gift.</param>
    /// <param name="List">The list that holds the name; null where none does.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="ArrivedOn">Day on which it arrived.</param>
    /// <param name="Decision">What was decided; null while it is held.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="NeedsSource">Whether a word on its source is missing.</param>
    /// <param name="Row">The row of a donation list that it stands in.</param>
    public sealed record HeldGift(
        string Gift, string? List, long AmountFen, DateOnly ArrivedOn, ScreeningDecision? Decision, string? Reason, bool NeedsSource,
        ListRow? Row);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/screening/lists", Load).AsCommand(Role.Administrator)
            .WithName("LoadScreeningList").WithTags("screening").WithSummary("Load a list of blocked names (加载名单)");
        api.MapGet("/screening/holds", List).AsRead()
            .WithName("ListScreeningHolds").WithTags("screening").WithSummary("Gifts held because of a name (筛查暂扣)");
        api.MapGet("/screening/holds/{gift}", Show).AsRead()
            .WithName("ShowScreeningHold").WithTags("screening").WithSummary("A held gift (一笔筛查暂扣)");
        api.MapPost("/screening/holds/{gift}/decision", Decide).AsCommand(Role.Clerk, Role.Approver)
            .WithName("DecideScreeningHold").WithTags("screening").WithSummary("Decide on a held gift (筛查处理)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Load(
        LoadRequest request, CommandContext context, Ledger ledger, NameScreen screen, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var envelope = context.Envelope(request);
        if (ScreeningRules.Refuse(request.List, request.Source, request.Names, request.OccurredOn, ledger.Today) is { } refusal)
            return (await ledger.EarlierAsync(envelope, request.List, ct) ?? (Result<Receipt>)refusal).ToHttp("screening/lists");
        string[] digests = [.. request.Names.Select(n => screen.DigestOf(tenant, n)).Distinct().Order(StringComparer.Ordinal)];
        NewEvent[] events =
            [.. ScreeningRules.Load(request.List, request.Source, digests, request.OccurredOn).Select(e => NewEvent.Of(e))];
        return (await ledger.AppendAsync(envelope, request.List,
            [new StreamWrite(Streams.Screening, ExpectedVersion.Any, events)], [], [], ct)).ToHttp("screening/lists");
    }

    private static async Task<Ok<IEnumerable<HeldGift>>> List(
        CommandContext context, DossierQuery dossier, CancellationToken ct) =>
        TypedResults.Ok((await dossier.FoldAsync<HoldState>(context.Caller.Federation, "hold-", ScreeningRules.Evolve, ct)).Select(Of));

    private static async Task<Results<Ok<HeldGift>, ProblemHttpResult>> Show(
        string gift, CommandContext context, Ledger ledger, CancellationToken ct) =>
        (await ledger.LoadAsync<HoldState>(context.Caller.Federation, Streams.Hold(gift), ScreeningRules.Evolve, ct)).State is { } state
            ? TypedResults.Ok(Of(state))
            : Problems.Of(new Refusal(RefusalCode.HoldUnknown, "There is no such held gift.", "gift"));

    private static HeldGift Of(HoldState held) => new(held.Hold.Gift, held.Hold.List, held.Hold.Received.AmountFen, held.Hold.OccurredOn,
        held.Decision?.Decision, held.Decision?.Reason, held.Hold.NeedsSource, held.Hold.Received.Source);

    /// <param name="Vault">Opens the donor's name.</param>
    /// <param name="Screen">Screens it as the lists stand at the decision.</param>
    public sealed record Reading(DonorVault Vault, NameScreen Screen)
    {
        /// <summary>Whether the name was on a list when the gift was held, or is now.</summary>
        internal async Task<bool> IsListedAsync(string tenant, GiftHeldForScreening hold, CancellationToken ct) => hold.List is not null
            || (await Screen.OfAsync(tenant, ct)).ListOf((await Vault.OpenAsync(tenant, hold.Received.Donor, ct))?.Name) is not null;
    }

    /// <summary>A name on a list is an approver's to judge, and so is what can't be undone; a word on the source is the clerk's to
    /// add.</summary>
    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Decide(string gift, DecideRequest request,
        CommandContext context, Ledger ledger, Ids ids, Users users, Reading reading, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<HoldState>(tenant, Streams.Hold(gift), ScreeningRules.Evolve, ct);
        var wanted = new ScreeningDecided(gift, request.Decision, request.Reason, request.OccurredOn);
        var isJudged = state is not null
            && (request.Decision == ScreeningDecision.Confirmed || await reading.IsListedAsync(tenant, state.Hold, ct));
        var decision = isJudged && !(await users.OfAsync(tenant, ct)).Allows(context.Caller.User, Judging.Roles)
            ? Judging.Refuse(context.Caller)
            : ScreeningRules.Decide(state, wanted, request.SourceOfFunds, ledger.Today);
        var isCleared = request.Decision == ScreeningDecision.Cleared;
        var received = decision.Refusal is null && isCleared
            ? await ReceivedAsync(tenant, state!.Hold, request, ledger, ct)
            : decision.Refusal ?? (Result<List<StreamWrite>>)new List<StreamWrite>();
        var envelope = context.Envelope(request, gift);
        if (received.Refusal is { } refusal)
        {
            return (await ledger.EarlierAsync(envelope, gift, ct) is { } earlier ? Decided(earlier) : refusal).ToHttp("screening/holds");
        }

        var result = await ledger.AppendAsync(envelope, gift,
            [new StreamWrite(Streams.Hold(gift), new ExpectedVersion(version), [NewEvent.Of(wanted)]), .. received.Value], [], [], ct);
        return (result.Refusal is null ? Decided(result.Value) : result).ToHttp("screening/holds");

        Result<Receipt> Decided(Receipt receipt) => isCleared ? receipt with { CheckCode = ids.CheckCode(tenant, gift) } : receipt;
    }

    /// <summary>The gift as it arrived, received on the day of the decision, and what it fulfils.</summary>
    private static async Task<Result<List<StreamWrite>>> ReceivedAsync(
        string tenant, GiftHeldForScreening hold, DecideRequest request, Ledger ledger, CancellationToken ct)
    {
        var gift = hold.Received with { OccurredOn = request.OccurredOn };
        var (pledge, agreement) = request.Unlinked ? default : (hold.Pledge, hold.YieldAgreement);
        var kept = (await Promises.LoadAsync(tenant, pledge, agreement, ledger, ct)).Keep(gift);
        // It came on the day on which it was held; but what was closed since takes no money any more.
        var project = gift.Parts.Select(p => p.Bucket.Project).FirstOrDefault(p => p is not null);
        var bound = await ledger.BindGiftAsync(tenant, gift.Campaign, project, hold.OccurredOn, ct);
        if ((bound.Refusal ?? kept.Refusal) is { } refusal) return refusal;
        List<NewEvent> events = [NewEvent.Of(gift, ReceiveGift.Inflows(gift))];
        if (hold.Terms is not null || request.SourceOfFunds is not null)
        {
            var terms = hold.Terms ?? new GiftTermsStated(hold.Gift, null, null, null, null, null, request.OccurredOn);
            events.Add(NewEvent.Of(terms with
            {
                SourceOfFunds = request.SourceOfFunds ?? terms.SourceOfFunds, OccurredOn = request.OccurredOn,
            }));
        }

        return new List<StreamWrite> { new(Streams.Gift(hold.Gift), ExpectedVersion.NoStream, events) }
            .Concat(kept.Value).Concat(bound.Asserted).ToList();
    }
}
