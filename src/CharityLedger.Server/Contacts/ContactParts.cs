using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>Parts that a contact plays (往来角色).</summary>
public static class ContactParts
{
    /// <param name="Part">The part.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(ContactPart Part, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/contacts/{contact}/roles", Add).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("AddContactPart").WithTags("contacts").WithSummary("A contact plays a further part (增加往来角色)");
        api.MapPost("/contacts/{contact}/roles/end", Drop).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("DropContactPart").WithTags("contacts").WithSummary("A contact plays a part no more (取消往来角色)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Add(
        string contact, Request request, CommandContext context, Ledger ledger, ContactSteps steps, CancellationToken ct) =>
        (await steps.TakeAsync(contact, request, context, loaded => Task.FromResult(ContactSteps.Of(
            Contact.Add(loaded.State, new ContactPartAdded(contact, request.Part, request.OccurredOn), ledger.Today))), ct)).ToHttp("contacts");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Drop(
        string contact, Request request, CommandContext context, Ledger ledger, ContactSteps steps, CancellationToken ct) =>
        (await steps.TakeAsync(contact, request, context, loaded => Task.FromResult(ContactSteps.Of(
            Contact.Drop(loaded.State, new ContactPartDropped(contact, request.Part, request.OccurredOn), ledger.Today))), ct)).ToHttp("contacts");
}
