using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>Says whose gifts are that arrived without a contact (关联捐赠), up to 500 at once.</summary>
public static class LinkGifts
{
    /// <param name="Gifts">1 to 500 ids of gifts, in money or in kind.</param>
    /// <param name="Reason">Said in words; sealed.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(IReadOnlyList<string> Gifts, string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/contacts/{contact}/links", Link).AsCommand(Role.Clerk)
            .WithName("LinkGifts").WithTags("contacts").WithSummary("Gifts are a contact's (关联捐赠)");
        api.MapPost("/contacts/{contact}/links/end", Unlink).AsCommand(Role.Clerk)
            .WithName("UnlinkGifts").WithTags("contacts").WithSummary("Gifts are not a contact's after all (取消关联捐赠)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Link(string contact, Request request, CommandContext context,
        Ledger ledger, ContactSteps steps, EventReader reader, ContactVault vault, CancellationToken ct)
    {
        return (await steps.TakeAsync(contact, request, context, DecideAsync, ct)).ToHttp("contacts");

        async Task<Result<ContactSteps.Step>> DecideAsync(LoadedContact loaded)
        {
            var named = request.Gifts.Take(Contact.MostGifts).ToList();
            var there = await reader.VersionsAsync(context.Caller.Federation, [.. named.Where(Ledger.IsName).Select(Streams.Gift)], ct);
            // A gift of somebody who asked to be forgotten is nobody else's before that is lifted.
            if ((await vault.RestrictedAsync(context.Caller.Federation, [.. named.Where(Ledger.IsName)], ct)).Count > 0)
                return Erasure.Restricted("gifts");
            return ContactSteps.Of(Contact.Link(loaded.State,
                new GiftsLinked(contact, request.Gifts, ContactGround.Decision, ContactSteps.Sealed(loaded, request.Reason), request.OccurredOn),
                named.Find(g => !there.ContainsKey(Streams.Gift(g))), request.Reason, ledger.Today));
        }
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Unlink(
        string contact, Request request, CommandContext context, Ledger ledger, ContactSteps steps, CancellationToken ct) =>
        (await steps.TakeAsync(contact, request, context, loaded => Task.FromResult(ContactSteps.Of(Contact.Unlink(loaded.State,
            new GiftsUnlinked(contact, request.Gifts, ContactSteps.Sealed(loaded, request.Reason), request.OccurredOn),
            request.Reason, ledger.Today))), ct)).ToHttp("contacts");
}
