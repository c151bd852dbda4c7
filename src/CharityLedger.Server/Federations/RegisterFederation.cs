using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Federations;

/// <summary>Registers a federation (登记慈善总会). Only the installation's operator may.</summary>
public static class RegisterFederation
{
    /// <param name="Federation">Id; made where missing.</param>
    /// <param name="Name">Registered name.</param>
    /// <param name="NameEn">Name for English readers.</param>
    /// <param name="CreditCode">Unified social credit code (统一社会信用代码).</param>
    /// <param name="Region">Region it serves.</param>
    public sealed record Request(string Name, string? Federation = null, string? NameEn = null, string? CreditCode = null, string? Region = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/federations", Http).AsOperatorCommand()
        .WithName("RegisterFederation").WithTags("federations").WithSummary("Register a federation (登记慈善总会)");

    public static async Task<Result<Receipt>> Handle(Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var id = request.Federation ?? ids.Of("federation", context.Key);
        // The federation's own stream belongs to the federation; the operator only opens it.
        var envelope = (context with { Caller = new Caller(id, context.Caller.User) }).Envelope(request);
        var wanted = new FederationRegistered(id, request.Name, request.NameEn, request.CreditCode, request.Region, ledger.Today);
        var (_, version, _) = await ledger.LoadAsync<object>(id, Streams.Federation, (s, _) => s, ct);
        var decision = Federation.Register(wanted, version > 0, ledger.Today);
        return await ledger.AppendAsync(envelope, id, Streams.Federation, ExpectedVersion.NoStream, decision, _ => [], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, ct)).ToHttp("federations");
}
