using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Server.Regulation;

/// <summary>Loads the rules that bind a federation.</summary>
public static class PolicyReading
{
    /// <summary>The table's rows for the federation's region, and what it has set itself.</summary>
    public static async Task<Policy> PolicyAsync(this Ledger ledger, string tenant, CancellationToken ct)
    {
        var federation = ledger.LoadAsync<FederationRegistered>(
            tenant, Streams.Federation, (s, e) => e as FederationRegistered ?? s, ct);
        var set = await ledger.LoadAsync<object>(tenant, Streams.Policy, (s, _) => s, ct);
        return new Policy((await federation).State?.Region, [.. set.Events.Select(e => e.Event).OfType<PolicyRowSet>()]);
    }
}
