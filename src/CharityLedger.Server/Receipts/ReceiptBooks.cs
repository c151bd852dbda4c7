using System.Collections.Concurrent;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Receipts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Federations;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Receipts;

/// <summary>A gift as a receipt needs it.</summary>
/// <param name="State">What of it is open.</param>
/// <param name="Tie">What makes it no gift to the receipt rules.</param>
/// <param name="Version">Version of its stream.</param>
/// <param name="Deduction">Whether it is deductible, by the federation's register.</param>
/// <param name="RegisterVersion">Version of that register.</param>
public sealed record ReceiptedGift(GiftState? State, string? Tie, long Version, DeductionStanding Deduction, long RegisterVersion);

/// <summary>
/// Numbers receipts without gap. The number is the version of the year's stream, which the command asserts: whoever comes
/// second is told and takes the next. A host remembers the next number and hands it on as soon as the command that takes
/// it stands in the core's queue, so that one commit takes the receipts of many callers. What was remembered wrongly,
/// because another host numbers too or a command came to nothing, shows as a conflict, and is read again.
/// </summary>
public sealed class ReceiptBooks(Ledger ledger, EventReader log, Ids ids)
{
    private const int Attempts = 20;
    private readonly SemaphoreSlim turn = new(1);
    private readonly ConcurrentDictionary<(string Tenant, int Year), Book> books = new();

    /// <summary>Appends a receipt, red or not, with its number.</summary>
    /// <param name="envelope">The request.</param>
    /// <param name="giftId">The gift.</param>
    /// <param name="on">Date of issue; its year names the book.</param>
    /// <param name="decide">Decides on the gift and the next number.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="beside">What stands before it in the gift's stream.</param>
    public Task<Result<Receipt>> AppendAsync<TEvent>(Envelope envelope, string giftId, DateOnly on,
        Func<ReceiptedGift, NextReceipt?, Result<TEvent>> decide, CancellationToken ct,
        Func<ReceiptedGift, TEvent, ILedgerEvent>? beside = null)
        where TEvent : IDated =>
        Conflicts.RetryAsync(() => AttemptAsync(envelope, giftId, on, decide, beside, ct), Attempts);

    /// <summary>The gift of a receipt; null where there is no such number.</summary>
    public async Task<string?> GiftOfAsync(string tenant, int year, int number, CancellationToken ct) =>
        (await log.ReadVersionAsync(tenant, Streams.Receipts(year), number + 1L, ct))?.Event is ReceiptNumberTaken taken
            ? taken.Gift
            : null;

    private async Task<Result<Receipt>> AttemptAsync<TEvent>(Envelope envelope, string giftId, DateOnly on,
        Func<ReceiptedGift, NextReceipt?, Result<TEvent>> decide, Func<ReceiptedGift, TEvent, ILedgerEvent>? beside, CancellationToken ct)
        where TEvent : IDated
    {
        var tenant = envelope.Caller.Federation;
        var reading = ledger.RegisterAsync(tenant, ct);
        var (state, version, events) = await ledger.LoadAsync<GiftState>(tenant, Streams.Gift(giftId), Gift.Evolve, ct);
        var tie = events.Select(e => e.Event).OfType<GiftTermsStated>().FirstOrDefault()?.Tie;
        var (register, registered) = await reading;
        var gift = new ReceiptedGift(state, tie, version,
            state is null ? DeductionStanding.NotStated : register.DeductionOn(state.ReceivedOn), registered);
        var taken = await TakeAsync(envelope, gift, giftId, on, decide, beside, ct);
        if (taken.Refusal is { } refusal)
        {
            if (await ledger.EarlierAsync(envelope, giftId, ct) is not { } earlier) return refusal;
            return await NumberedAsync(tenant, earlier, ct);
        }

        var isTaken = false;
        try
        {
            var result = await taken.Value.Appending;
            if (result.Refusal is not null) return result;
            isTaken = !result.Value.IsRepeat;
            return isTaken
                ? Numbered(tenant, result.Value, ReceiptIds.Of(on.Year, taken.Value.Number))
                : await NumberedAsync(tenant, result.Value, ct);
        }
        finally
        {
            // This one only: whoever read the book again since has it right.
            if (!isTaken) books.TryRemove(KeyValuePair.Create((tenant, on.Year), taken.Value.Book));
        }
    }

    /// <summary>Decides on the next number and queues the command that takes it, one caller at a time.</summary>
    private async Task<Result<Taken>> TakeAsync<TEvent>(
        Envelope envelope, ReceiptedGift gift, string giftId, DateOnly on,
        Func<ReceiptedGift, NextReceipt?, Result<TEvent>> decide, Func<ReceiptedGift, TEvent, ILedgerEvent>? beside, CancellationToken ct)
        where TEvent : IDated
    {
        await turn.WaitAsync(ct);
        try
        {
            var book = await BookAsync(envelope.Caller.Federation, on.Year, ct);
            var decision = decide(gift, book?.Next);
            if (decision.Refusal is { } refusal) return refusal;
            var number = book!.Next;
            if (!envelope.IsTrial) book.Next = number with { Number = number.Number + 1, NotBefore = on };
            // The command is queued when the call returns; whoever has the turn next stands behind it.
            return new Taken(book, number.Number, ledger.AppendAsync(
                envelope, giftId, Writes(gift, number, giftId, on, decision.Value, beside), [], [], ct));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The number's event stands right before its receipt's: so the list of a year finds it. What is said beside comes first.</summary>
    private static IReadOnlyList<StreamWrite> Writes<TEvent>(
        ReceiptedGift gift, NextReceipt next, string giftId, DateOnly on, TEvent decided, Func<ReceiptedGift, TEvent, ILedgerEvent>? beside)
        where TEvent : IDated =>
    [
        StreamWrite.Unchanged(Streams.FederationRegister, gift.RegisterVersion),
        new StreamWrite(Streams.Gift(giftId), new ExpectedVersion(gift.Version), beside is null ? [] : [NewEvent.Of(beside(gift, decided))]),
        new StreamWrite(Streams.Receipts(on.Year), new ExpectedVersion(next.Number),
            [NewEvent.Of(new ReceiptNumberTaken(on.Year, next.Number, giftId, on))]),
        new StreamWrite(Streams.Gift(giftId), ExpectedVersion.Any, [NewEvent.Of(decided)]),
    ];

    /// <summary>A year's book as this host knows it; null where it was not opened.</summary>
    private async ValueTask<Book?> BookAsync(string tenant, int year, CancellationToken ct)
    {
        if (books.TryGetValue((tenant, year), out var known)) return known;
        var stream = Streams.Receipts(year);
        if ((await log.ReadVersionAsync(tenant, stream, 1, ct))?.Event is not ReceiptBookOpened opened) return null;
        var taken = (await log.VersionsAsync(tenant, [stream], ct))[stream];
        var last = (await log.ReadVersionAsync(tenant, stream, taken, ct))?.Event as ReceiptNumberTaken;
        var next = new NextReceipt(opened.Year, opened.Code, checked((int)taken), last?.OccurredOn ?? DateOnly.MinValue);
        return books[(tenant, year)] = new Book { Next = next };
    }

    /// <summary>A repeated request has the number that it got the first time: the log says which.</summary>
    private async Task<Receipt> NumberedAsync(string tenant, Receipt receipt, CancellationToken ct)
    {
        await foreach (var stored in log.ReadAllAsync(receipt.Position - 1, receipt.Position, ct: ct))
        {
            return stored.Event switch
            {
                ReceiptIssued e => Numbered(tenant, receipt, ReceiptIds.Of(e.Year, e.Number)),
                ReceiptReversed e => Numbered(tenant, receipt, ReceiptIds.Of(e.Year, e.Number)),
                _ => throw new InvalidOperationException("A receipt's command ends with the receipt."),
            };
        }

        throw new InvalidOperationException($"Position {receipt.Position} is gone.");
    }

    private Receipt Numbered(string tenant, Receipt receipt, string id) =>
        receipt with { Id = id, CheckCode = ids.ReceiptCode(tenant, id) };

    /// <summary>A number that a command in the core's queue takes.</summary>
    private sealed record Taken(Book Book, int Number, Task<Result<Receipt>> Appending);

    /// <summary>The next number of a year's book, changed by whoever has the turn.</summary>
    private sealed class Book
    {
        public required NextReceipt Next { get; set; }
    }
}
