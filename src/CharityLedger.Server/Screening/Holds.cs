using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Screening;

namespace CharityLedger.Server.Screening;

/// <summary>Gifts that are held, or were.</summary>
internal static class Holds
{
    /// <summary>
    /// What the command of a receipt held its gift by; null where it held none. A repeat is told what the first request did,
    /// whatever the lists say now: a hold is the last event of its command.
    /// </summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="tenant">The federation.</param>
    /// <param name="receipt">What the command answered.</param>
    /// <param name="hold">What it decided to hold.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<string?> HeldByAsync(
        Ledger ledger, string tenant, Receipt receipt, GiftHeldForScreening? hold, CancellationToken ct)
    {
        if (!receipt.IsRepeat) return hold is null ? null : Screen.HeldBy(hold);
        var (state, _, events) = await ledger.LoadAsync<HoldState>(tenant, Streams.Hold(receipt.Id), ScreeningRules.Evolve, ct);
        return state is not null && events[0].Position == receipt.Position ? Screen.HeldBy(state.Hold) : null;
    }
}
