using CharityLedger.Contracts;
using CharityLedger.Domain.Trusts;
using CharityLedger.Projections.Trusts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>The trusts, their property, and what they have to spend (慈善信托报告).</summary>
public static class TrustReports
{
    /// <param name="Count">Trusts that have not ended.</param>
    /// <param name="AssetsFen">Property of all trusts, in fen; never a part of the federation's own.</param>
    /// <param name="Trusts">All of them.</param>
    public sealed record TrustRegister(int Count, long AssetsFen, IReadOnlyList<TrustEntry> Trusts);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/trusts", Trusts).AsRead().WithName("ListTrusts").WithTags("trusts")
            .WithSummary("Every trust, their number and total assets (慈善信托一览)");
        api.MapGet("/trusts/{trust}/spending", Spending).AsRead().WithName("TrustSpending").WithTags("trusts")
            .WithSummary("A year's spending and its floor (年度支出比例)");
    }

    private static async Task<Ok<TrustRegister>> Trusts(CommandContext context, TrustsQuery trusts, CancellationToken ct)
    {
        var all = await trusts.TrustsAsync(context.Caller.Federation, ct);
        return TypedResults.Ok(new TrustRegister(all.Count(t => t.EndedOn is null), all.Sum(t => t.AssetsFen), all));
    }

    private static async Task<Results<Ok<TrustSpending>, ProblemHttpResult>> Spending(
        string trust, int? year, CommandContext context, TrustsQuery trusts, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        if (year is < 2016 or > 9998) return Problems.Of(new Refusal(RefusalCode.YearInvalid, "A year from 2016 on.", "year"));
        var of = year ?? ledger.Today.Year;
        if (!await ledger.ExistsAsync(tenant, Streams.Trust(trust), ct))
            return Problems.Of(new Refusal(RefusalCode.TrustUnknown, "There is no such trust.", "trust"));
        var years = await trusts.YearsAsync(tenant, trust, ct);
        var netAssets = years.Where(y => y.Year < of).Sum(y => y.GrowthFen);
        var spent = years.Where(y => y.Year == of).Sum(y => y.DistributedFen);
        return SpendFloor.Of(of, netAssets, spent, await ledger.PolicyAsync(tenant, ct)) is { } spending
            ? TypedResults.Ok(spending)
            : Problems.Of(new Refusal(RefusalCode.PolicyRowUnknown, "No row says what this trust has to spend.", "trust"));
    }
}
