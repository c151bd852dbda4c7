using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>States the terms of a fund's agreement, or of its amendment (基金协议、补充协议).</summary>
public static class StateFundTerms
{
    /// <param name="Terms">The terms, whole.</param>
    /// <param name="OccurredOn">Date of the agreement; not after today in Beijing.</param>
    /// <param name="Wants">What the agreement wants beside, such as <c>own_seal</c>; most of it is refused.</param>
    public sealed record Request(FundTerms Terms, DateOnly OccurredOn, IReadOnlyList<string>? Wants = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/funds/{fund}/terms", Http).AsCommand(Role.Clerk)
        .WithName("StateFundTerms").WithTags("funds").WithSummary("State the terms of a fund's agreement (基金协议)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string fund, Request request, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<FundState>(tenant, Streams.Fund(fund), Fund.Evolve, ct);
        var policy = await ledger.PolicyAsync(tenant, ct);
        var decision = FundAgreement.Banned(request.Wants ?? [], policy, request.OccurredOn) is { } refusal
            ? refusal
            : FundAgreement.State(new FundTermsStated(fund, request.Terms, request.OccurredOn), state, policy, ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, fund), fund, Streams.Fund(fund),
            new ExpectedVersion(version), decision, _ => [], ct: ct)).ToHttp("funds");
    }
}
