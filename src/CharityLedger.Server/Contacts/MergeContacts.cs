using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>
/// Says that two contacts are one, and takes it back (合并、撤销合并往来方). Sums and lists move; what was given, issued and traced stays.
/// All contacts on the way up are asserted, so that two mergers at once make no ring.
/// </summary>
public static class MergeContacts
{
    /// <param name="Into">Id of the contact in which it goes up.</param>
    /// <param name="Reason">Said in words; sealed.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(string Into, string Reason, DateOnly OccurredOn);

    /// <param name="Reason">Said in words; sealed.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record UndoRequest(string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/contacts/{contact}/merger", Merge).AsCommand(Role.Clerk)
            .WithName("MergeContacts").WithTags("contacts").WithSummary("A contact is the same as another (合并往来方)");
        api.MapPost("/contacts/{contact}/merger/end", Unmerge).AsCommand(Role.Clerk)
            .WithName("UnmergeContacts").WithTags("contacts").WithSummary("A merger was a mistake (撤销合并)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Merge(string contact, Request request, CommandContext context,
        Ledger ledger, ContactSteps steps, ContactBook contacts, CancellationToken ct) =>
        (await steps.TakeAsync(contact, request, context, async loaded =>
        {
            var path = await contacts.UpwardsAsync(context.Caller.Federation, request.Into, ct);
            return ContactSteps.Of(Contact.Merge(loaded.State,
                new ContactsMerged(contact, request.Into, ContactSteps.Sealed(loaded, request.Reason), request.OccurredOn),
                [.. path.Select(p => p.State!)], request.Reason, ledger.Today), [.. path.Select(p => p.Unchanged)]);
        }, ct)).ToHttp("contacts");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Unmerge(
        string contact, UndoRequest request, CommandContext context, Ledger ledger, ContactSteps steps, CancellationToken ct) =>
        (await steps.TakeAsync(contact, request, context, loaded => Task.FromResult(ContactSteps.Of(Contact.Unmerge(loaded.State,
            new ContactsUnmerged(contact, "", ContactSteps.Sealed(loaded, request.Reason), request.OccurredOn),
            request.Reason, ledger.Today))), ct, evenRestricted: true)).ToHttp("contacts");
}
