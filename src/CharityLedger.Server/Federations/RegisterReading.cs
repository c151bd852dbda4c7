using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Federations;

namespace CharityLedger.Server.Federations;

/// <summary>Loads a federation's register of itself.</summary>
public static class RegisterReading
{
    /// <summary>The register with the version of its stream.</summary>
    public static async Task<(FederationRegister Register, long Version)> RegisterAsync(
        this Ledger ledger, string tenant, CancellationToken ct)
    {
        var (register, version, _) = await ledger.LoadAsync<FederationRegister>(
            tenant, Streams.FederationRegister, (r, e) => (r ?? FederationRegister.Empty).Evolve(e), ct);
        return (register ?? FederationRegister.Empty, version);
    }

    /// <summary>The certificates for public fundraising, which stand in a stream of their own, by their first day.</summary>
    public static async Task<IReadOnlyList<FundraisingQualified>> CertificatesAsync(
        this Ledger ledger, string tenant, CancellationToken ct)
    {
        var (_, _, events) = await ledger.LoadAsync<object>(tenant, Streams.Fundraising, (s, _) => s, ct);
        return [.. events.Select(e => e.Event).OfType<FundraisingQualified>().OrderBy(c => c.ValidFrom)];
    }

    /// <summary>What a federation was called by day, with its register's version; null where there is no such federation.</summary>
    public static async Task<(Versions<FederationWords> Words, long Version)?> FederationWordsAsync(
        this Ledger ledger, string tenant, CancellationToken ct)
    {
        var (registered, _, _) = await ledger.LoadAsync<FederationRegistered>(
            tenant, Streams.Federation, (s, e) => e as FederationRegistered ?? s, ct);
        if (registered is null) return null;
        var (register, version) = await ledger.RegisterAsync(tenant, ct);
        return (FederationWords.Of(registered, register), version);
    }
}
