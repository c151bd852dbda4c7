using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Contacts;

/// <summary>What the slices share that take one step of one contact: it is loaded with its key, one event is decided and appended.</summary>
public sealed class ContactSteps(Ledger ledger, ContactBook contacts)
{
    /// <summary>What a step appends.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="Asserted">What else must stand as it was read.</param>
    /// <param name="Digests">By what the contact is found from now on; null where that stays.</param>
    public sealed record Step(ILedgerEvent Event, IReadOnlyList<StreamWrite>? Asserted = null, ContactDigests? Digests = null);

    /// <summary>Takes a step; decides anew where something changed meanwhile.</summary>
    /// <param name="contact">Id of the contact.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="decide">Decides, of the contact, which is there and has its key.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="evenRestricted">Whether it may be one that asked to be forgotten.</param>
    public Task<Result<Receipt>> TakeAsync<TRequest>(string contact, TRequest request, CommandContext context,
        Func<LoadedContact, Task<Result<Step>>> decide, CancellationToken ct, bool evenRestricted = false) => Conflicts.RetryAsync(async () =>
    {
        var loaded = await contacts.LoadAsync(context.Caller.Federation, contact, ct);
        var envelope = context.Envelope(request, contact);
        var step = loaded.Sealable() is { } absent
            && !(evenRestricted && absent.Code == RefusalCode.ContactRestricted) ? absent : await decide(loaded);
        if (step.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, contact, ct) ?? (Result<Receipt>)refusal;
        var (@event, asserted, digests) = step.Value;
        return await ledger.AppendAsync(envelope with { Digests = digests is null ? [] : [digests] }, contact,
            [new StreamWrite(Streams.Contact(contact), new ExpectedVersion(loaded.Version), [NewEvent.Of(@event)]), .. asserted ?? []], [], [], ct);
    });

    /// <summary>A decision as a step.</summary>
    public static Result<Step> Of<TEvent>(
        Result<TEvent> decision, IReadOnlyList<StreamWrite>? asserted = null, ContactDigests? digests = null)
        where TEvent : ILedgerEvent => decision.Refusal is { } refusal ? refusal : new Step(decision.Value, asserted, digests);

    /// <summary>One event of a contact, which must stand as it was read.</summary>
    internal static StreamWrite Write(LoadedContact loaded, ILedgerEvent @event) =>
        new(Streams.Contact(loaded.State!.Id), new ExpectedVersion(loaded.Version), [NewEvent.Of(@event)]);

    /// <summary>A reason, sealed; nothing where it is too long or missing, which is refused anyway.</summary>
    public static string Sealed(LoadedContact loaded, string? reason) => ContactVault.SealReason(loaded.Key!, reason ?? "");
}
