using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Records a report that was handed in (信托报告).</summary>
public static class ReportTrust
{
    /// <param name="Document">SHA-256 of the report, lower-case hex.</param>
    /// <param name="OccurredOn">Day on which it was handed in; not after today in Beijing.</param>
    /// <param name="Kind">What it reports on.</param>
    /// <param name="Year">The year, of a yearly report.</param>
    public sealed record Request(
        string Document, DateOnly OccurredOn, TrustReportKind Kind = TrustReportKind.Yearly, int? Year = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/trusts/{trust}/reports", Http).AsCommand(Role.Clerk)
        .WithName("ReportTrust").WithTags("trusts").WithSummary("Record a report on a trust (信托报告)");

    public static Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, Steps steps, CancellationToken ct) =>
        steps.TakeAsync<TrustState, Request, TrustReported>(Streams.Trust(trust), Trust.Evolve, trust, "trust-report", r, r.OccurredOn, context,
            (_, state, today) => Trust.Report(state,
                new TrustReported(trust, r.Kind, r.Year, r.Document, r.OccurredOn), today),
            (_, _) => [], ct);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, Steps steps, CancellationToken ct) =>
        (await Handle(trust, request, context, steps, ct)).ToHttp($"trusts/{trust}/reports");
}
