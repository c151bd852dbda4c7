using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Receipts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Receipts;

/// <summary>A gift as a receipt needs it.</summary>
/// <param name="State">What of it is open.</param>
/// <param name="Tie">What makes it no gift to the receipt rules.</param>
/// <param name="Version">Version of its stream.</param>
public sealed record ReceiptedGift(GiftState? State, string? Tie, long Version);

/// <summary>
/// Numbers receipts without gap. The number is the version of the year's stream, which the command asserts: whoever comes
/// second is told and takes the next. Within a process one at a time asks, so that many don't chase each other.
/// </summary>
public sealed class ReceiptBooks(Ledger ledger, EventReader log, Ids ids)
{
    private const int Attempts = 20;
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Appends a receipt, red or not, with its number.</summary>
    /// <param name="envelope">The request.</param>
    /// <param name="giftId">The gift.</param>
    /// <param name="on">Date of issue; its year names the book.</param>
    /// <param name="decide">Decides on the gift and the next number.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Result<Receipt>> AppendAsync<TEvent>(Envelope envelope, string giftId, DateOnly on,
        Func<ReceiptedGift, NextReceipt?, Result<TEvent>> decide, CancellationToken ct)
        where TEvent : IDated
    {
        await turn.WaitAsync(ct);
        try
        {
            return await Conflicts.RetryAsync(() => AttemptAsync(envelope, giftId, on, decide, ct), Attempts);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The gift of a receipt; null where there is no such number.</summary>
    public async Task<string?> GiftOfAsync(string tenant, int year, int number, CancellationToken ct) =>
        (await log.ReadVersionAsync(tenant, Streams.Receipts(year), number + 1L, ct))?.Event is ReceiptNumberTaken taken
            ? taken.Gift
            : null;

    private async Task<Result<Receipt>> AttemptAsync<TEvent>(Envelope envelope, string giftId, DateOnly on,
        Func<ReceiptedGift, NextReceipt?, Result<TEvent>> decide, CancellationToken ct)
        where TEvent : IDated
    {
        var tenant = envelope.Caller.Federation;
        var book = Streams.Receipts(on.Year);
        var opened = await log.ReadVersionAsync(tenant, book, 1, ct);
        var taken = (await log.VersionsAsync(tenant, [book], ct)).GetValueOrDefault(book);
        var next = opened?.Event is ReceiptBookOpened o ? new NextReceipt(o.Year, o.Code, (int)taken) : null;
        var (state, version, events) = await ledger.LoadAsync<GiftState>(tenant, Streams.Gift(giftId), Gift.Evolve, ct);
        var tie = events.Select(e => e.Event).OfType<GiftTermsStated>().FirstOrDefault()?.Tie;
        var decision = decide(new ReceiptedGift(state, tie, version), next);
        Result<Receipt> result;
        if (decision.Refusal is { } refusal)
        {
            if (await ledger.EarlierAsync(envelope, giftId, ct) is not { } earlier) return refusal;
            result = earlier;
        }
        else
        {
            result = await ledger.AppendAsync(envelope, giftId,
            [
                new StreamWrite(book, new ExpectedVersion(taken),
                    [NewEvent.Of(new ReceiptNumberTaken(on.Year, next!.Number, giftId, on))]),
                new StreamWrite(Streams.Gift(giftId), new ExpectedVersion(version), [NewEvent.Of(decision.Value)]),
            ], [], [], ct);
        }

        return result.Refusal is null ? await NumberedAsync(tenant, result.Value, ct) : result;
    }

    /// <summary>A repeated request has the number that it got the first time: the log says which.</summary>
    private async Task<Receipt> NumberedAsync(string tenant, Receipt receipt, CancellationToken ct)
    {
        await foreach (var stored in log.ReadAllAsync(receipt.Position - 1, receipt.Position, ct: ct))
        {
            var id = stored.Event switch
            {
                ReceiptIssued e => ReceiptIds.Of(e.Year, e.Number),
                ReceiptReversed e => ReceiptIds.Of(e.Year, e.Number),
                _ => throw new InvalidOperationException("A receipt's command ends with the receipt."),
            };
            return receipt with { Id = id, CheckCode = ids.ReceiptCode(tenant, id) };
        }

        throw new InvalidOperationException($"Position {receipt.Position} is gone.");
    }
}
