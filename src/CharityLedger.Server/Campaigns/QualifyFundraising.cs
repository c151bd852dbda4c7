using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Campaigns;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Campaigns;

/// <summary>Records the certificate for public fundraising (公开募捐资格证书).</summary>
public static class QualifyFundraising
{
    /// <param name="Certificate">Number of the certificate.</param>
    /// <param name="ValidFrom">First day.</param>
    /// <param name="ValidTo">Last day.</param>
    /// <param name="Authority">Who issued it.</param>
    /// <param name="OccurredOn">Date of issue; not after today in Beijing.</param>
    public sealed record Request(
        string Certificate, DateOnly ValidFrom, DateOnly ValidTo, string Authority, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/fundraising-certificates", Http).AsCommand(Role.Administrator)
        .WithName("QualifyFundraising").WithTags("campaigns")
        .WithSummary("Record a certificate for public fundraising (公开募捐资格证书)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var decision = Fundraising.Qualify(new FundraisingQualified(request.Certificate, request.ValidFrom,
            request.ValidTo, request.Authority, request.OccurredOn), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request), request.Certificate, Streams.Fundraising,
            ExpectedVersion.Any, decision, _ => [], ct: ct)).ToHttp("fundraising-certificates");
    }
}
