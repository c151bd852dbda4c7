using CharityLedger.Contracts.Regulation;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Regulation;

/// <summary>Every rule that binds a federation on a date, with its source (政策参数表).</summary>
public static class ListPolicy
{
    /// <param name="Row">The row.</param>
    /// <param name="Applied">Whether it is applied on the date.</param>
    /// <param name="SetByFederation">Whether the federation set it itself.</param>
    public sealed record Line(PolicyRow Row, bool Applied, bool SetByFederation);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/policy", Http).AsRead()
        .WithName("ListPolicy").WithTags("regulation").WithSummary("The rules that bind on a date, with their sources (政策参数表)");

    /// <summary>The rows that cover a date, by id.</summary>
    public static IReadOnlyList<Line> Lines(Policy policy, DateOnly on) =>
    [
        .. Policy.Ids.Select(id => policy.Row(id, on)).OfType<PolicyRow>().Select(row => new Line(
            row, row.IsInForce(on), policy.Set.Any(s => s.Row == row.Id && s.Covers(on)))),
    ];

    private static async Task<Ok<IReadOnlyList<Line>>> Http(
        DateOnly? on, CommandContext context, Ledger ledger, CancellationToken ct) =>
        TypedResults.Ok(Lines(await ledger.PolicyAsync(context.Caller.Federation, ct), on ?? ledger.Today));
}
