using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Campaigns;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Dossier;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Campaigns;

/// <summary>The campaigns with what they raised and what is left (募捐活动一览).</summary>
public static class ListCampaigns
{
    /// <param name="Campaign">Id.</param>
    /// <param name="Plan">The plan, as of today.</param>
    /// <param name="FilingNumber">Filing number; null while it is not filed.</param>
    /// <param name="FiledOn">Date of filing.</param>
    /// <param name="ClosedOn">Date of its closing; null while it is open.</param>
    /// <param name="Figures">What moved under it.</param>
    /// <param name="LeftFen">What is left, in fen.</param>
    /// <param name="Versions">The plan, by day: as filed and as changed, also where that lies ahead.</param>
    /// <param name="Amendments">How it was changed, with filing, reason and paper.</param>
    public sealed record Line(
        string Campaign, CampaignPlan Plan, string? FilingNumber, DateOnly? FiledOn, DateOnly? ClosedOn, Figures Figures,
        long LeftFen, IReadOnlyList<Version<CampaignPlan>> Versions, IReadOnlyList<CampaignAmended> Amendments);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/campaigns", Http).AsRead()
        .WithName("ListCampaigns").WithTags("campaigns").WithSummary("The registered campaigns (募捐活动一览)");

    private static async Task<Ok<IEnumerable<Line>>> Http(
        CommandContext context, DossierQuery dossier, BalancesQuery balances, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var figures = (await balances.BucketsAsync(tenant, ct)).ToLookup(b => b.Bucket.Restriction.Campaign);
        return TypedResults.Ok((await dossier.FoldAsync<CampaignState>(tenant, "campaign-", Campaign.Evolve, ct)).Select(c =>
        {
            var sum = figures[c.Id].Aggregate(Figures.None, (a, b) => a + b.Figures);
            return new Line(c.Id, c.AsOf(ledger.Today), c.FilingNumber, c.FiledOn, c.ClosedOn, sum, sum.LeftFen,
                [.. c.Versions.Held], c.Amendments);
        }));
    }
}
