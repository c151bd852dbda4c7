using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Records that a trust or a change of it was filed (慈善信托备案).</summary>
public static class FileTrust
{
    /// <param name="Number">Filing number (备案号).</param>
    /// <param name="Authority">Who filed it.</param>
    /// <param name="OccurredOn">Day of the filing; not after today in Beijing.</param>
    /// <param name="Cause">Why it was filed.</param>
    public sealed record Request(
        string Number, string Authority, DateOnly OccurredOn, TrustFilingCause Cause = TrustFilingCause.Establishment);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/trusts/{trust}/filings", Http).AsCommand(Role.Clerk)
        .WithName("FileTrust").WithTags("trusts").WithSummary("Record a filing (慈善信托备案)");

    public static Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, Steps steps, CancellationToken ct) =>
        steps.TakeAsync<TrustState, Request, TrustFiled>(Streams.Trust(trust), Trust.Evolve, trust, "filing", r, r.OccurredOn, context,
            (_, state, today) => Trust.File(state, new TrustFiled(trust, r.Number, r.Authority, r.Cause, r.OccurredOn), today),
            (_, _) => [], ct);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, Steps steps, CancellationToken ct) =>
        (await Handle(trust, request, context, steps, ct)).ToHttp($"trusts/{trust}/filings");
}
