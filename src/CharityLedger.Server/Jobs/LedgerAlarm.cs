using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Jobs;

/// <summary>What the last nightly check found wrong.</summary>
public sealed class LedgerAlarm(EventReader reader)
{
    /// <summary>The last check, where it wasn't clean; null where all is well, or nothing was checked yet.</summary>
    public async Task<LedgerChecked?> ReadAsync(CancellationToken ct)
    {
        var versions = await reader.VersionsAsync(Tenants.Installation, [Streams.LedgerCheck], ct);
        if (!versions.TryGetValue(Streams.LedgerCheck, out var last)) return null;
        var stored = await reader.ReadVersionAsync(Tenants.Installation, Streams.LedgerCheck, last, ct);
        return stored?.Event is LedgerChecked { Findings: > 0 } alarm ? alarm : null;
    }
}
