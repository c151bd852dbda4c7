using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Funds;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Dossier;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>The funds with their agreements and figures (基金一览).</summary>
public static class ListFunds
{
    /// <param name="Fund">Id.</param>
    /// <param name="Name">Public name, as of today; so are rate and terms.</param>
    /// <param name="Type">What may be spent.</param>
    /// <param name="ManagementFeeBasisPoints">Management-fee rate.</param>
    /// <param name="EstablishedOn">Date of the agreement.</param>
    /// <param name="Terms">What the agreement states; null where never stated.</param>
    /// <param name="Figures">What moved in it.</param>
    /// <param name="LeftFen">What is left, in fen.</param>
    /// <param name="Versions">What was agreed, by day: the agreement and its amendments, also those that lie ahead.</param>
    public sealed record Line(
        string Fund, string Name, FundType Type, int ManagementFeeBasisPoints, DateOnly EstablishedOn, FundTerms? Terms,
        Figures Figures, long LeftFen, IReadOnlyList<Version<FundWords>> Versions);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/funds", Http).AsRead()
        .WithName("ListFunds").WithTags("funds").WithSummary("The funds with their agreements (基金一览)");

    private static async Task<Ok<IEnumerable<Line>>> Http(
        CommandContext context, DossierQuery dossier, BalancesQuery balances, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var figures = (await balances.FederationAsync(tenant, ct)).Funds.ToDictionary(f => f.Fund.Fund, f => f.Figures);
        return TypedResults.Ok((await dossier.FoldAsync<FundState>(tenant, "fund-", Fund.Evolve, ct)).Select(f =>
        {
            var (sum, words) = (figures.GetValueOrDefault(f.Id), f.AsOf(ledger.Today));
            return new Line(f.Id, words.Name, f.Type, words.ManagementFeeBasisPoints, f.EstablishedOn, words.Terms, sum, sum.LeftFen,
                [.. f.Versions.Held]);
        }));
    }
}
