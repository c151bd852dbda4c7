using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>Establishes a named fund (设立冠名基金).</summary>
public static class EstablishFund
{
    /// <param name="Name">Public name.</param>
    /// <param name="Sponsor">Whose name it bears.</param>
    /// <param name="Purpose">Purpose by the agreement (用途).</param>
    /// <param name="Fund">Id; made where missing.</param>
    /// <param name="Type">Expendable (动本) or endowment (不动本).</param>
    /// <param name="Agreement">Number of the agreement (协议编号).</param>
    /// <param name="ManagementFeeBasisPoints">Management-fee rate, 0 to 2,000.</param>
    /// <param name="OccurredOn">Date of the agreement; Asia/Shanghai.</param>
    /// <param name="Terms">What the agreement states; needed where the region has a minimum.</param>
    /// <param name="Wants">What the agreement wants beside, such as <c>own_bank_account</c>; most of it is refused.</param>
    public sealed record Request(
        string Name, string Sponsor, string Purpose, DateOnly OccurredOn, string? Fund = null, FundType Type = FundType.Expendable,
        string? Agreement = null, int ManagementFeeBasisPoints = 0, FundTerms? Terms = null, IReadOnlyList<string>? Wants = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/funds", Http).AsCommand(Role.Clerk)
        .WithName("EstablishFund").WithTags("funds").WithSummary("Establish a named fund (设立冠名基金)");

    public static async Task<Result<Receipt>> Handle(Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = request.Fund ?? ids.Of(tenant, "fund", context.Key);
        var fund = await ledger.FundAsync(tenant, id, ct);
        var policy = await ledger.PolicyAsync(tenant, ct);
        var decision = Fund.Establish(new FundEstablished(id, request.Name, request.Type, request.Sponsor, request.Agreement,
            request.Purpose, request.ManagementFeeBasisPoints, request.OccurredOn), fund, policy, ledger.Today);
        var refusal = decision.Refusal ?? FundAgreement.Banned(request.Wants ?? [], policy, request.OccurredOn)
            ?? (request.Terms is null ? FundAgreement.Missing(policy, request.OccurredOn) : null);
        var envelope = context.Envelope(request);
        if (refusal is null && request.Terms is not null)
        {
            var stated = FundAgreement.State(new FundTermsStated(id, request.Terms, request.OccurredOn),
                Fund.Evolve(null, decision.Value), policy, ledger.Today);
            if (stated.Refusal is null)
            {
                return await ledger.AppendAsync(envelope, id, [new StreamWrite(Streams.Fund(id), ExpectedVersion.NoStream,
                    [NewEvent.Of(decision.Value), NewEvent.Of(stated.Value)])], [], [], ct);
            }

            refusal = stated.Refusal;
        }

        return await ledger.AppendAsync(envelope, id, Streams.Fund(id), ExpectedVersion.NoStream,
            refusal is null ? decision : refusal, _ => [], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, ct)).ToHttp("funds");
}
