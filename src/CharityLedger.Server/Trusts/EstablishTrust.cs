using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Trusts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Records a charitable trust that was signed (设立慈善信托).</summary>
public static class EstablishTrust
{
    /// <param name="Name">Name.</param>
    /// <param name="Agreement">Number of the trust document.</param>
    /// <param name="Role">What the federation is in it.</param>
    /// <param name="Purpose">Charitable purpose.</param>
    /// <param name="Scope">Scope of beneficiaries; never an interested party.</param>
    /// <param name="OccurredOn">Day on which it was signed; not after today in Beijing.</param>
    /// <param name="Trust">Id; made where missing.</param>
    /// <param name="Trustee">The trust company that holds it; none where the federation does.</param>
    /// <param name="Settlors">Who else than the federation gives property.</param>
    /// <param name="Supervisor">Who supervises (监察人).</param>
    /// <param name="EndsOn">Last day of its term.</param>
    /// <param name="YearlyFeesFen">The most that its document allows as fees in a calendar year, in fen.</param>
    public sealed record Request(
        string Name, string Agreement, TrustRole Role, string Purpose, string Scope, DateOnly OccurredOn, string? Trust = null,
        string? Trustee = null, IReadOnlyList<Settlor>? Settlors = null, string? Supervisor = null, DateOnly? EndsOn = null,
        long? YearlyFeesFen = null);

    /// <param name="Name">Name; kept sealed.</param>
    /// <param name="Kind">Person or organisation.</param>
    /// <param name="Naming">What of the name may be shown.</param>
    public sealed record Settlor(
        string Name, DonorKind Kind = DonorKind.Organisation, DonorNaming Naming = DonorNaming.Withheld);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/trusts", Http).AsCommand(Role.Clerk)
        .WithName("EstablishTrust").WithTags("trusts").WithSummary("Record a charitable trust (设立慈善信托)");

    public static async Task<Result<Receipt>> Handle(
        Request r, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, Counterparties counterparties, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = r.Trust ?? ids.Of(tenant, "trust", context.Key);
        var (state, _, _) = await ledger.LoadAsync<TrustState>(tenant, Streams.Trust(id), Trust.Evolve, ct);
        var names = r.Settlors ?? [];
        var settlors = names.Select((s, i) => vault.Seal(tenant, ids.Of(tenant, "settlor", id, $"{i}"), s.Kind, s.Naming,
            new DonorDetails(s.Name))).ToList();
        var asked = await counterparties.GiversAsync(context, names.Select(s => s.Name), "settlors", ct);
        var decision = asked.Unless(Trust.Establish(new TrustEstablished(id, r.Name, r.Agreement, r.Role, r.Trustee,
                [.. settlors.Select(s => s.Donor)], r.Supervisor, r.Purpose, r.Scope, r.EndsOn, r.OccurredOn, r.YearlyFeesFen),
            [.. names.Select(s => s.Name)], await TrustParties.FederationAsync(ledger, tenant, ct), state is not null,
            await ledger.PolicyAsync(tenant, ct), ledger.Today));
        var envelope = asked.Context.Envelope(r);
        if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)refusal;
        return await ledger.AppendAsync(envelope, id,
            [new StreamWrite(Streams.Trust(id), ExpectedVersion.NoStream, [NewEvent.Of(decision.Value)])],
            [.. settlors.Select(s => s.Key)], [], ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, DonorVault vault, Counterparties counterparties,
        CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, vault, counterparties, ct)).ToHttp("trusts");
}
