using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Screening;
using CharityLedger.EventStore;
using CharityLedger.Projections.Dossier;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Screening;

/// <summary>Lists of blocked names, and the gifts that are held because of them (名单筛查).</summary>
public static class ScreeningCommands
{
    /// <param name="List">Id of the list; it takes the place of an earlier one of this id.</param>
    /// <param name="Source">Where it was published.</param>
    /// <param name="Names">The names, at most 5,000; only digests are kept.</param>
    /// <param name="OccurredOn">Date of the list; not after today in Beijing.</param>
    public sealed record LoadRequest(string List, string Source, IReadOnlyList<string> Names, DateOnly OccurredOn);

    /// <param name="Decision">Cleared (another of the same name) or confirmed.</param>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="OccurredOn">Business date; a cleared gift is received on it.</param>
    public sealed record DecideRequest(ScreeningDecision Decision, string Reason, DateOnly OccurredOn);

    /// <param name="Gift">Id of the gift.</param>
    /// <param name="List">The list that holds the name.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="ArrivedOn">Day on which it arrived.</param>
    /// <param name="Decision">What was decided; null while it is held.</param>
    /// <param name="Reason">Why.</param>
    public sealed record HeldGift(
        string Gift, string List, long AmountFen, DateOnly ArrivedOn, ScreeningDecision? Decision, string? Reason);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/screening/lists", Load).AsCommand(Role.Administrator)
            .WithName("LoadScreeningList").WithTags("screening").WithSummary("Load a list of blocked names (加载名单)");
        api.MapGet("/screening/holds", List).AsRead()
            .WithName("ListScreeningHolds").WithTags("screening").WithSummary("Gifts held because of a name (筛查暂扣)");
        api.MapPost("/screening/holds/{gift}/decision", Decide).AsCommand(Role.Approver)
            .WithName("DecideScreeningHold").WithTags("screening").WithSummary("Decide on a held gift (筛查处理)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Load(
        LoadRequest request, CommandContext context, Ledger ledger, NameScreen screen, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        Result<ScreeningListLoaded> decision =
            ScreeningRules.Refuse(request.List, request.Source, request.Names, request.OccurredOn, ledger.Today) is { } refusal
                ? refusal
                : new ScreeningListLoaded(request.List, request.Source,
                    [.. request.Names.Select(n => screen.DigestOf(tenant, n)).Distinct().Order(StringComparer.Ordinal)],
                    request.OccurredOn);
        return (await ledger.AppendAsync(context.Envelope(request), request.List, Streams.Screening, ExpectedVersion.Any,
            decision, _ => [], ct: ct)).ToHttp("screening/lists");
    }

    private static async Task<Ok<IEnumerable<HeldGift>>> List(
        CommandContext context, DossierQuery dossier, CancellationToken ct) =>
        TypedResults.Ok((await dossier.FoldAsync<HoldState>(
            context.Caller.Federation, "hold-", ScreeningRules.Evolve, ct)).Select(h => new HeldGift(h.Hold.Gift, h.Hold.List,
                h.Hold.Received.AmountFen, h.Hold.OccurredOn, h.Decision?.Decision, h.Decision?.Reason)));

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Decide(
        string gift, DecideRequest request, CommandContext context, Ledger ledger, Access.Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<HoldState>(tenant, Streams.Hold(gift), ScreeningRules.Evolve, ct);
        var decision = ScreeningRules.Decide(
            state, new ScreeningDecided(gift, request.Decision, request.Reason, request.OccurredOn), ledger.Today);
        var envelope = context.Envelope(request, gift);
        if (decision.Refusal is { } refusal)
        {
            return (await ledger.EarlierAsync(envelope, gift, ct) is { } earlier ? earlier : (Result<Receipt>)refusal)
                .ToHttp("screening/holds");
        }

        List<StreamWrite> writes = [new(Streams.Hold(gift), new ExpectedVersion(version), [NewEvent.Of(decision.Value)])];
        if (request.Decision == ScreeningDecision.Cleared) writes.Add(Received(state!.Hold, request.OccurredOn));
        var result = await ledger.AppendAsync(envelope, gift, writes, [], [], ct);
        return (result.Refusal is null && request.Decision == ScreeningDecision.Cleared
            ? result.Value with { CheckCode = ids.CheckCode(tenant, gift) } : result).ToHttp("screening/holds");
    }

    /// <summary>The gift as it arrived, received on the day of the decision.</summary>
    private static StreamWrite Received(GiftHeldForScreening hold, DateOnly on)
    {
        var gift = hold.Received with { OccurredOn = on };
        List<NewEvent> events = [NewEvent.Of(gift, ReceiveGift.Inflows(gift))];
        if (hold.Terms is { } terms) events.Add(NewEvent.Of(terms with { OccurredOn = on }));
        return new StreamWrite(Streams.Gift(hold.Gift), ExpectedVersion.NoStream, events);
    }
}
