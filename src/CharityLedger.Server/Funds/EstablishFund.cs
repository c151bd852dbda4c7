using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
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
    public sealed record Request(
        string Name, string Sponsor, string Purpose, DateOnly OccurredOn, string? Fund = null, FundType Type = FundType.Expendable,
        string? Agreement = null, int ManagementFeeBasisPoints = 0);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/funds", Http).AsCommand(Role.Clerk)
        .WithName("EstablishFund").WithTags("funds").WithSummary("Establish a named fund (设立冠名基金)");

    public static async Task<Result<Receipt>> Handle(Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = request.Fund ?? ids.Of(tenant, "fund", context.Key);
        var (fund, _, _) = await ledger.LoadAsync<FundState>(tenant, Streams.Fund(id), Fund.Evolve, ct);
        var decision = Fund.Establish(new FundEstablished(id, request.Name, request.Type, request.Sponsor, request.Agreement,
            request.Purpose, request.ManagementFeeBasisPoints, request.OccurredOn), fund, ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.Fund(id), ExpectedVersion.NoStream, decision,
            _ => [], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, ct)).ToHttp("funds");
}
