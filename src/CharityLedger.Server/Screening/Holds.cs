using CharityLedger.Contracts;
using CharityLedger.Domain.Screening;

namespace CharityLedger.Server.Screening;

/// <summary>Gifts that are held, or were.</summary>
internal static class Holds
{
    /// <summary>What the command of a receipt held its gift by; null where it held none. A hold is the last event of its command.</summary>
    public static async Task<string?> HeldByAsync(Ledger ledger, string tenant, Receipt receipt, CancellationToken ct)
    {
        var (state, _, events) = await ledger.LoadAsync<HoldState>(tenant, Streams.Hold(receipt.Id), ScreeningRules.Evolve, ct);
        return state is not null && events[0].Position == receipt.Position ? Screen.HeldBy(state.Hold) : null;
    }
}
