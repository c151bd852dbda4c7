using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Trusts;

/// <summary>Who has an interest in a trust, by name.</summary>
internal static class TrustParties
{
    /// <summary>Name of the federation.</summary>
    public static async Task<string> FederationAsync(Ledger ledger, string tenant, CancellationToken ct) =>
        (await ledger.LoadAsync<FederationRegistered>(tenant, Streams.Federation, (s, e) => e as FederationRegistered ?? s, ct))
            .State?.Name ?? tenant;

    /// <summary>Names of the settlors; those that were erased are not known any more.</summary>
    public static async Task<IReadOnlyList<string>> SettlorsAsync(
        DonorVault vault, string tenant, TrustState? trust, CancellationToken ct) => trust is null
        ? []
        : [.. (await vault.OpenAsync(tenant, [.. trust.Settlors.Where(s => s.Sealed is not null)
            .Select(s => (s.Id, Convert.FromBase64String(s.Sealed!)))], ct)).Values.Select(d => d.Name)];
}
