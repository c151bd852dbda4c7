using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Receipts;

/// <summary>What an honour certificate (荣誉证书) says.</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Donor">Who gave; null for who gave no name, or whose name can't be opened any more.</param>
/// <param name="ReceivedOn">When it arrived.</param>
/// <param name="AmountFen">What of the amount, or of the value of a gift in kind, was not given back; 0 where there is
/// no reliable one.</param>
/// <param name="Thing">What was given, where it was no money.</param>
/// <param name="Bucket">What it is for.</param>
public sealed record Certificate(string Gift, string? Donor, DateOnly ReceivedOn, long AmountFen, string? Thing, Bucket Bucket);

/// <summary>Reads from a gift's stream what its certificate says. Only whoever shows the check code gets to see it.</summary>
public sealed class Certificates(EventReader log, DonorVault vault)
{
    /// <summary>A gift's certificate; null where there is no such gift, or nothing of it was kept.</summary>
    public async Task<Certificate?> FindAsync(string tenant, string gift, CancellationToken ct)
    {
        var events = (await log.ReadStreamAsync(tenant, Streams.Gift(gift), ct: ct)).Select(e => e.Event).ToList();
        var state = events.Aggregate((GiftState?)null, Gift.Evolve);
        if (state is null || state is { AmountFen: > 0, KeptFen: 0 }) return null;
        var (donor, on, thing, bucket) = events[0] switch
        {
            GiftReceived e => (e.Donor, e.OccurredOn, null, Bucket.Of(e.Fund, e.Campaign, e.Purpose)),
            GoodsReceived e =>
                (e.Donor, e.OccurredOn, $"{e.Description} {e.Quantity}{e.Unit}",
                Bucket.Of(e.Fund, e.Campaign, e.Purpose)),
            ServiceReceived e => (e.Donor, e.OccurredOn, $"{e.Description} {e.Quantity}{e.Unit}", Bucket.Of(e.Fund, e.Campaign)),
            var other => throw new InvalidOperationException($"A gift doesn't begin with {other.GetType().Name}."),
        };
        return new Certificate(gift, (await vault.OpenAsync(tenant, donor, ct))?.Name, on, state.KeptFen, thing, bucket);
    }
}
