using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Alliances;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using CharityLedger.Server.Trusts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Alliances;

/// <summary>
/// Sends money to another federation of this installation (联盟划拨): one command over both, so that what leaves here arrives
/// there or nothing happens, and every gift's trace goes on there. In the receiver's accounts it lies once that confirms its bank's day.
/// </summary>
public static class SendMoney
{
    /// <param name="To">The federation that receives it; it must have agreed to.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Purpose">What it is for; binds it there, unless a restriction does already.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Fund">Fund it comes from; general money where missing.</param>
    /// <param name="Campaign">Takes money that a campaign restricts.</param>
    /// <param name="Restriction">Takes money that a donor's stated purpose restricts.</param>
    /// <param name="ToFund">Fund of the other that it enters; its general money, bound, where missing.</param>
    /// <param name="Project">Shared project of the other that it is for.</param>
    /// <param name="RelatedParty">The other federation's id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    /// <param name="Facts">Facts that reports need of it; the defaults of its project and fund where missing.</param>
    public sealed record Request(
        string To, long AmountFen, string Purpose, DateOnly OccurredOn, string? Fund = null, string? Campaign = null,
        string? Restriction = null, string? ToFund = null, string? Project = null, string? RelatedParty = null,
        string? Decision = null, ReportFacts? Facts = null) : IStatesFacts;

    /// <summary>A move between accounts: as any, two persons beside who asks.</summary>
    public static readonly GuardedAction<Request> Action = new("send_alliance_money")
    {
        Executors = [Role.Cashier],
        Collection = "alliance-transfers",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalTransfer, today, policy),
        Parties = request => [request.To, request.RelatedParty],
        AmountFen = request => request.AmountFen,
        Pays = request => new PaymentWords(request.To, request.Purpose),
        BooksOf = request => request.To,
        Handle = (_, request, context, services, ct) => Handle(
            request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(),
            services.GetRequiredService<Counterparties>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/alliance-transfers", Http).AsCommand(Role.Clerk, Role.Accountant)
        .WithName("SendAllianceMoney").WithTags("alliances").WithSummary("Send money to another federation (联盟划拨)");

    public static async Task<Result<Receipt>> Handle(Request r, CommandContext context, Ledger ledger, Ids ids,
        Counterparties counterparties, CancellationToken ct)
    {
        var self = context.Caller.Federation;
        var id = ids.Dated(r.OccurredOn, self, "alliance-transfer", context.Key);
        var (agreement, agreedAt, _) = await ledger.LoadAsync<AgreementState>(r.To, Streams.Alliance(self), Alliance.Evolve, ct);
        var exists = await AgreeAlliance.ExistsAsync(ledger, r.To, ct);
        if ((Check.OptionalId(r.Fund, "fund") ?? Check.OptionalId(r.ToFund, "toFund")
            ?? Restriction.Check(r.Campaign, "campaign") ?? Restriction.Check(r.Restriction, "restriction")) is { } broken) return broken;
        var wanted = new AllianceMoneySent(id, r.To,
            Bucket.Of(r.Fund, Restriction.Of(r.Campaign), Restriction.Of(r.Restriction)),
            Alliance.ReceivingBucket(r.ToFund, r.Campaign, r.Restriction, r.Purpose), r.Project, r.Purpose, r.AmountFen, r.OccurredOn);
        var decision = Alliance.Send(agreement, wanted, self, exists, ledger.Today, context.Paying);
        // What the other federation has is told only to whom it agreed with.
        if (decision.Refusal is null)
        {
            var entered = await EnteredAsync(r.To, r.ToFund, r.Project, ledger, ct);
            // A fund that ended since the bank got it takes no more: then it is general money there, bound by what it is for.
            if (context.IsPaid && entered.Refusal is not null)
                decision = wanted with { ToBucket = Alliance.ReceivingBucket(null, r.Campaign, r.Restriction, r.Purpose) };
            else decision = entered.Refusal is { } unknown ? unknown : decision.Value with { ToBucket = entered.Value.BucketOf(wanted.ToBucket) };
        }

        var asked = decision.Refusal is not null
            ? new Asked(context, null)
            : await counterparties.DealingAsync(context, new Receiver(await TrustParties.FederationAsync(ledger, r.To, ct), "to",
                r.RelatedParty, r.Decision) { Fund = r.Fund }, id, r.OccurredOn, ct);
        decision = asked.Unless(decision);
        var envelope = asked.Context.Envelope(r);
        if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)refusal;
        return await ledger.AppendAsync(envelope, id, Writes(decision.Value, self, agreedAt, context.PaidOn), [], [], ct);
    }

    /// <summary>Out here, in there; and the agreement as it was read.</summary>
    private static StreamWrite[] Writes(AllianceMoneySent sent, string self, long agreedAt, DateOnly? paidOn)
    {
        var received = new AllianceMoneyReceived(
            sent.Transfer, self, sent.ToBucket, sent.Project, sent.Purpose, sent.AmountFen, sent.OccurredOn,
            paidOn ?? sent.OccurredOn);
        var stream = Streams.AllianceTransfer(sent.Transfer);
        return
        [
            new StreamWrite(stream, ExpectedVersion.NoStream, [NewEvent.Of(sent, new PostingRequest.Outflow(sent.Bucket, sent.AmountFen))]),
            new StreamWrite(stream, ExpectedVersion.NoStream, [NewEvent.Of(received, new PostingRequest.Crossing(sent.ToBucket, 0, 0))])
            {
                Tenant = sent.To,
            },
            StreamWrite.Unchanged(Streams.Alliance(self), agreedAt) with { Tenant = sent.To },
        ];
    }

    /// <summary>The fund that it enters there. Refuses one that the other federation hasn't, or that ended, and a project that it
    /// doesn't lead.</summary>
    internal static async Task<Result<Entered>> EnteredAsync(string to, string? toFund, string? project, Ledger ledger, CancellationToken ct)
    {
        var (fund, version, _) = toFund is null ? default : await ledger.LoadAsync<FundState>(to, Streams.Fund(toFund), Fund.Evolve, ct);
        if (toFund is not null && fund is null) return new Refusal(RefusalCode.FundUnknown, "The other federation has no such fund.", "toFund");
        if (fund is { IsClosed: true }) return Fund.Closed("toFund");
        return project is not null && !await ledger.ExistsAsync(to, Streams.SharedProject(project), ct)
            ? new Refusal(RefusalCode.ProjectUnknown, "The other federation leads no such project.", "project")
            : new Entered(fund, version);
    }

    /// <param name="Fund">The fund that is entered; null for general money.</param>
    /// <param name="Version">Version of its stream; 0 where none is named.</param>
    internal sealed record Entered(FundState? Fund, long Version)
    {
        /// <summary>The bucket there; what enters an endowment fund (不动本) is principal.</summary>
        public Bucket BucketOf(Bucket bucket) => Fund?.Type == FundType.Endowment ? bucket.AsPrincipal() : bucket;
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);
}
