using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Projections.Pledges;
using CharityLedger.Server.Access;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Records promised gifts, what is open of them, and releases (承诺捐赠). The gifts that fulfil them name them.</summary>
public static class Pledges
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Form">How the donor is bound.</param>
    /// <param name="OccurredOn">Date of the promise; not after today in Beijing.</param>
    /// <param name="Donor">Who promised; missing where a contact did.</param>
    /// <param name="ForRelief">Whether it is for relief (Charity Law art. 3 (1) to (3)).</param>
    /// <param name="DueOn">When it is due.</param>
    /// <param name="Fund">Fund it is for.</param>
    /// <param name="Campaign">Campaign it answers.</param>
    /// <param name="Purpose">Purpose it is bound to.</param>
    /// <param name="Contact">The contact that promised.</param>
    public sealed record Request(
        long AmountFen, PledgeForm Form, DateOnly OccurredOn, DonorInput? Donor = null, bool ForRelief = false, DateOnly? DueOn = null,
        string? Fund = null, string? Campaign = null, string? Purpose = null, string? Contact = null);

    /// <param name="Ground">Why.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="ReportedOn">When hardship was reported to civil affairs.</param>
    /// <param name="Report">Number of that report.</param>
    /// <param name="ExplainedAt">Where it was explained publicly.</param>
    public sealed record Release(
        PledgeReleaseGround Ground, string Reason, DateOnly OccurredOn, DateOnly? ReportedOn = null, string? Report = null,
        string? ExplainedAt = null);

    /// <param name="Terms">What is promised from that day on, whole.</param>
    /// <param name="EffectiveFrom">First day of the new; it may lie ahead.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="Paper">SHA-256 of the paper, sent before.</param>
    /// <param name="OccurredOn">Date of the amendment; not after today in Beijing.</param>
    public sealed record Amendment(PledgeTerms Terms, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/pledges", Make).AsCommand(Role.Clerk)
            .WithName("MakePledge").WithTags("donations").WithSummary("Record a promised gift (承诺捐赠)");
        api.MapPost("/pledges/{pledge}/amendments", Amend).AsCommand(Role.Clerk)
            .WithName("AmendPledge").WithTags("donations").WithSummary("Amend a pledge, or its instalments (承诺变更)");
        api.MapPost("/pledges/{pledge}/release", LetGo).AsCommand(Role.Clerk)
            .WithName("ReleasePledge").WithTags("donations").WithSummary("Release a donor from a pledge (免除承诺)");
        api.MapGet("/pledges", Open).AsRead()
            .WithName("ListPledges").WithTags("donations").WithSummary("Open pledges (未履行的承诺)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Make(
        Request request, CommandContext context, Ledger ledger, Ids ids, Givers givers, Counterparties counterparties, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "pledge", context.Key);
        var fund = await ledger.FundAsync(tenant, request.Fund, ct);
        var giver = await givers.TakeAsync(tenant, id, request.Donor, request.Contact, anew: true, ct);
        var asked = await counterparties.GiverAsync(context, giver.Refusal is null ? giver.Value.Name : null, "donor", ct);
        var missing = request is { Donor: null, Contact: null } ? Check.Text(null, "donor") : null;
        var decision = (missing ?? giver.Refusal) is { } refusal
            ? refusal
            : asked.Unless(Pledge.Make(new PledgeMade(id, request.Fund, request.Campaign, request.Purpose, request.AmountFen, request.Form,
                request.ForRelief, request.DueOn, giver.Value.Donor, request.OccurredOn), fund is not null, ledger.Today));
        var result = await ledger.AppendAsync(
            asked.Context.Envelope(request), id, Streams.Pledge(id), ExpectedVersion.NoStream, decision, _ => [],
            giver.Refusal is null ? giver.Value.Key : null, asserted: giver.Refusal is null ? giver.Value.Asserted : null, ct: ct);
        return result.ToHttp("pledges");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Amend(
        string pledge, Amendment request, CommandContext context, Ledger ledger, EvidenceStore store, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<PledgeState>(tenant, Streams.Pledge(pledge), Pledge.Evolve, ct);
        var decision = Pledge.Amend(state, new PledgeAmended(pledge, request.Terms, request.Terms, request.EffectiveFrom, request.Reason,
            request.Paper, request.OccurredOn), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, pledge), pledge, Streams.Pledge(pledge), new ExpectedVersion(version),
            await store.ProvenAsync(decision, request.Paper, tenant, ct), _ => [], ct: ct)).ToHttp("pledges");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> LetGo(
        string pledge, Release request, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var (state, version, _) = await ledger.LoadAsync<PledgeState>(
            context.Caller.Federation, Streams.Pledge(pledge), Pledge.Evolve, ct);
        var decision = Pledge.Release(state, new PledgeReleased(pledge, 0, request.Ground, request.ReportedOn, request.Report,
            request.ExplainedAt, request.Reason, request.OccurredOn), ledger.Today);
        var result = await ledger.AppendAsync(context.Envelope(request, pledge), pledge, Streams.Pledge(pledge),
            new ExpectedVersion(version), decision, _ => [], ct: ct);
        return result.ToHttp("pledges");
    }

    private static async Task<Ok<IReadOnlyList<OpenPledge>>> Open(
        CommandContext context, PledgeQuery pledges, Ledger ledger, CancellationToken ct) =>
        TypedResults.Ok(await pledges.OpenAsync(context.Caller.Federation, ledger.Today, ct));
}
