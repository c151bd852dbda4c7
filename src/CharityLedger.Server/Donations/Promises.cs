using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Donations;

/// <summary>The pledge and the agreement that a gift answers, as they stand.</summary>
internal sealed class Promises
{
    private string? pledge, agreement;
    private (PledgeState? State, long Version, IReadOnlyList<StoredEvent> Events) pledged;
    private (YieldGiftAgreed? State, long Version, IReadOnlyList<StoredEvent> Events) agreed;

    /// <summary>Who promised.</summary>
    public DonorRef? Donor => pledged.State?.Made.Donor ?? agreed.State?.Donor;

    /// <summary>Loads them.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="pledge">The pledge; null for none.</param>
    /// <param name="agreement">The agreement; null for none.</param>
    /// <param name="ledger">Where they stand.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<Promises> LoadAsync(
        string tenant, string? pledge, string? agreement, Ledger ledger, CancellationToken ct) => new()
        {
            pledge = pledge,
            agreement = agreement,
            pledged = pledge is null ? default
                : await ledger.LoadAsync<PledgeState>(tenant, Streams.Pledge(pledge), Pledge.Evolve, ct),
            agreed = agreement is null ? default
                : await ledger.LoadAsync<YieldGiftAgreed>(tenant, Streams.YieldGift(agreement), YieldGift.Evolve, ct),
        };

    /// <summary>What is appended to their streams with the gift.</summary>
    public Result<List<StreamWrite>> Keep(GiftReceived gift)
    {
        var writes = new List<StreamWrite>();
        if (pledge is not null)
        {
            var fulfilled = Pledge.Fulfil(pledged.State, gift);
            if (fulfilled.Refusal is { } refusal) return refusal;
            writes.Add(new StreamWrite(Streams.Pledge(pledge), new ExpectedVersion(pledged.Version), [NewEvent.Of(fulfilled.Value)]));
        }

        if (agreement is not null)
        {
            var yielded = YieldGift.Receive(agreed.State, gift);
            if (yielded.Refusal is { } refusal) return refusal;
            writes.Add(new StreamWrite(Streams.YieldGift(agreement), new ExpectedVersion(agreed.Version), [NewEvent.Of(yielded.Value)]));
        }

        return writes;
    }
}
