using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Contacts;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>Enters contacts in the register, and what is known of them by now (登记、变更往来方).</summary>
public static class RegisterContact
{
    /// <param name="Type">Person, organisation or household.</param>
    /// <param name="Details">Who it is.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Origin">Where it comes from.</param>
    /// <param name="Country">ISO 3166-1 code, of one from overseas.</param>
    /// <param name="Parts">Parts that it plays.</param>
    /// <param name="Naming">What of its name may be shown where it gives; nothing, unless it agreed (PIPL art. 25).</param>
    /// <param name="Reason">Why it is a contact of its own, where neither a number nor a phone says so.</param>
    public sealed record Request(
        ContactType Type, ContactInput Details, DateOnly OccurredOn, ContactOrigin Origin = ContactOrigin.Mainland, string? Country = null,
        IReadOnlyList<ContactPart>? Parts = null, DonorNaming Naming = DonorNaming.Withheld, string? Reason = null);

    /// <param name="Details">All that is known of it from now on.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Origin">Where it comes from.</param>
    /// <param name="Country">ISO 3166-1 code, of one from overseas.</param>
    /// <param name="Naming">What of its name may be shown where it gives from now on.</param>
    /// <param name="Reason">Said in words.</param>
    public sealed record ChangeRequest(
        ContactInput Details, DateOnly OccurredOn, ContactOrigin Origin = ContactOrigin.Mainland, string? Country = null,
        DonorNaming Naming = DonorNaming.Withheld, string? Reason = null);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/contacts", Register).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("RegisterContact").WithTags("contacts").WithSummary("Register a contact (登记往来方)");
        api.MapPost("/contacts/{contact}/details", Change).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("ChangeContact").WithTags("contacts").WithSummary("Change what is known of a contact (变更往来方信息)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Register(
        Request request, CommandContext context, Ledger ledger, Ids ids, ContactVault vault, ContactFinder finder, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "contact", context.Key);
        var envelope = context.Envelope(request);
        var details = request.Details.Over(null);
        if ((details.Refusal ?? details.Value.Check(request.Type, request.Origin, request.Country)) is { } refusal)
            return (await ledger.EarlierAsync(envelope, id, ct) ?? (Domain.Result<Receipt>)refusal).ToHttp("contacts");
        var digests = new ContactDigests(id, finder.Of(tenant, details.Value));
        var (key, kept) = vault.NewKey(tenant, id);
        var decision = Contact.Register(new ContactRegistered(id, request.Type, request.Origin, request.Country, request.Parts ?? [],
            request.Naming, digests.Identifiers.Any() ? ContactGround.Identifier : ContactGround.Decision,
            ContactVault.SealDetails(key, details.Value, request.Reason), request.OccurredOn), details.Value, request.Reason, ledger.Today);
        return (await ledger.AppendAsync(envelope with { Digests = [digests] }, id, Streams.Contact(id), ExpectedVersion.NoStream, decision,
            _ => [], kept, ct: ct)).ToHttp("contacts");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Change(string contact, ChangeRequest request,
        CommandContext context, Ledger ledger, ContactSteps steps, ContactFinder finder, ContactsQuery query, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        return (await steps.TakeAsync(contact, request, context, DecideAsync, ct)).ToHttp("contacts");

        async Task<Domain.Result<ContactSteps.Step>> DecideAsync(LoadedContact loaded)
        {
            var details = request.Details.Over(loaded.Details);
            if ((details.Refusal ?? details.Value.Check(loaded.State!.Type, request.Origin, request.Country)) is { } refusal) return refusal;
            var decision = Contact.Change(loaded.State, new ContactDetailsChanged(contact, request.Origin, request.Country, request.Naming,
                ContactVault.SealDetails(loaded.Key!, details.Value, request.Reason), request.OccurredOn), details.Value, request.Reason,
                ledger.Today);
            // Those that are one with it may have the same number or phone.
            var kin = await query.KinAsync(tenant, contact, ct);
            return ContactSteps.Of(decision, digests: new ContactDigests(contact, finder.Of(tenant, details.Value))
            {
                Replaces = true, Kin = kin.ToHashSet(StringComparer.Ordinal),
            });
        }
    }
}
