using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>The register of related and interested parties (关联方与利害关系人名册).</summary>
public sealed class Parties(EventReader reader)
{
    private static readonly AccessRule Changing = new([Role.Administrator]);

    /// <param name="Name">Name as published.</param>
    /// <param name="Relation">What makes it related.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Fund">The fund whose donor it is an interested party of; the federation's related party where missing.</param>
    /// <param name="Note">Said in words.</param>
    public sealed record Request(string Name, Relation Relation, DateOnly OccurredOn, string? Fund = null, string? Note = null);

    /// <param name="Reason">Why it is related no more.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record EndRequest(string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/related-parties", List).AsRead()
            .WithName("ListRelatedParties").WithTags("disbursements").WithSummary("The register of related parties (关联方名册)");
        api.MapPost("/related-parties/{party}", RecordHttp).AsCommand(Role.Clerk, Role.Administrator)
            .WithName("RecordRelatedParty").WithTags("disbursements").WithSummary("Enter a related party, or change its entry (关联方登记)");
        api.MapPost("/related-parties/{party}/end", EndHttp).AsCommand(Role.Administrator)
            .WithName("EndRelatedParty").WithTags("disbursements").WithSummary("A party is related no more (关联关系解除)");
    }

    /// <summary>A federation's register as it stands now.</summary>
    public async Task<RelatedParties> OfAsync(string tenant, CancellationToken ct) =>
        (await reader.ReadStreamsOfAsync(tenant, "party", ct)).Aggregate(RelatedParties.Empty, (r, e) => r.Evolve(e.Event));

    private static async Task<Ok<IEnumerable<RelatedPartyRecorded>>> List(CommandContext context, Parties parties, CancellationToken ct) =>
        TypedResults.Ok((await parties.OfAsync(context.Caller.Federation, ct)).Entries.Values);

    /// <summary>A clerk enters a party; what stands there is the administrator's to change: by another name a payee would pass.</summary>
    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> RecordHttp(
        string party, Request request, CommandContext context, Ledger ledger, Users users, CancellationToken ct)
    {
        var (tenant, user) = (context.Caller.Federation, context.Caller.User);
        var fundExists = await ledger.FundAsync(tenant, request.Fund, ct) is not null;
        var version = (await ledger.LoadAsync<object>(tenant, Streams.Party(party), (s, _) => s, ct)).Version;
        var decision = version > 0 && !(await users.OfAsync(tenant, ct)).Allows(user, Changing.Roles)
            ? Changing.Refuse(context.Caller)
            : RelatedParties.Enter(new RelatedPartyRecorded(
                party, request.Name, request.Relation, request.Fund, request.Note, request.OccurredOn), fundExists, ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, party), party, Streams.Party(party), new ExpectedVersion(version),
            decision, _ => [], ct: ct)).ToHttp("related-parties");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> EndHttp(
        string party, EndRequest request, CommandContext context, Ledger ledger, Parties parties, CancellationToken ct)
    {
        var register = await parties.OfAsync(context.Caller.Federation, ct);
        var decision = register.End(new RelatedPartyEnded(party, request.Reason, request.OccurredOn), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, party), party, Streams.Party(party), ExpectedVersion.Any, decision,
            _ => [], ct: ct)).ToHttp("related-parties");
    }
}
