using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;
using CharityLedger.Domain.Regulation;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Dossier;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Regulation;

/// <summary>The ratios of a year with formula, inputs and the rows that limit them (年度比例).</summary>
public static class ShowRatios
{
    /// <summary>What the ratios are read from.</summary>
    public sealed record Reading(YearReading Years, DossierQuery Dossier, BalancesQuery Balances);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/ratios", Http).AsRead()
        .WithName("ShowRatios").WithTags("regulation")
        .WithSummary("A year's ratios with formula, inputs and limits (年度慈善支出、管理费用、募捐成本比例)");

    /// <param name="year">The year; this year where missing.</param>
    /// <param name="form">Kind of body, such as public_group; a social group, public if it holds a certificate in the year, where missing.</param>
    /// <param name="average">Whether the average of the years before replaces the year before.</param>
    private static async Task<Results<Ok<IReadOnlyList<Ratio>>, ProblemHttpResult>> Http(
        int? year, string? form, bool? average, CommandContext context, Ledger ledger, Reading reading,
        CancellationToken ct)
    {
        var named = Words.Parse<CharityForm>(form, "form");
        if (named.Refusal is { } refusal) return Problems.Of(refusal);
        var tenant = context.Caller.Federation;
        var asked = Math.Clamp(year ?? ledger.Today.Year, 1950, 9_998);
        var policy = await ledger.PolicyAsync(tenant, ct);
        var before = (int)(policy.Number(Contracts.Regulation.PolicyIds.RatioAverageYears, new DateOnly(asked, 12, 31)) ?? 1);
        var figures = await reading.Years.ReadAsync(tenant, asked, before, ct);
        var yearly = YearlyRatios.Of(named.Value ?? await FormAsync(tenant, asked, reading, ct), figures, policy, average ?? false);
        var funds = await reading.Dossier.FoldAsync<FundState>(tenant, "fund-", Fund.Evolve, ct);
        var fundYears = await FundYears.ReadAsync(tenant, funds, policy, ledger.Today, reading.Balances, ct);
        return TypedResults.Ok<IReadOnlyList<Ratio>>(
            [.. yearly, .. fundYears.Where(y => y.From.Year == asked).Select(y => y.Ratio)]);
    }

    private static async Task<CharityForm> FormAsync(string tenant, int year, Reading reading, CancellationToken ct) =>
        (await reading.Dossier.ReadAsync(tenant, Contracts.Streams.Fundraising, ct)).Select(e => e.Event)
            .OfType<FundraisingQualified>().Any(c => c.ValidFrom.Year <= year && year <= c.ValidTo.Year)
            ? CharityForm.PublicGroup : CharityForm.Group;
}
