using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>
/// Destroys the keys of a contact that asked to be forgotten, and those of the gifts attached to it (删除个人信息): when the last term has
/// run out for which a law asks to keep them, or earlier on a stated ground by two persons. Nobody can undo it.
/// </summary>
public static class EraseContact
{
    /// <param name="Ground">Why.</param>
    /// <param name="Reason">In words that name nobody: they stay in the log.</param>
    /// <param name="OccurredOn">Day of the decision; not after today in Beijing.</param>
    public sealed record Request(ErasureGround Ground, string Reason, DateOnly OccurredOn);

    /// <summary>Erases a contact; never one person's decision: the row on rules takes no number below one.</summary>
    public static readonly GuardedAction<Request> Action = new("erase_contact")
    {
        Executors = [Role.Clerk, Role.Administrator],
        Collection = "contacts",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalRules, today, policy),
        Handle = (contact, request, context, services, ct) => EraseAsync(contact!, request, context, services.GetRequiredService<Ledger>(),
            services.GetRequiredService<ContactKin>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/contacts/{contact}/erasure", Erase)
        .AsCommand(Role.Clerk, Role.Administrator)
        .WithName("EraseContact").WithTags("contacts").WithSummary("Destroy a contact's keys (删除往来方个人信息)");

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Erase(
        string contact, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, contact, request, context, ct);

    private static Task<Result<Receipt>> EraseAsync(
        string contact, Request request, CommandContext context, Ledger ledger, ContactKin kin, CancellationToken ct)
    {
        return Conflicts.RetryAsync(AttemptAsync);

        async Task<Result<Receipt>> AttemptAsync()
        {
            var tenant = context.Caller.Federation;
            var envelope = context.Envelope(request, contact);
            var found = await kin.LoadAsync(tenant, contact, ct);
            var decision = found.Refusal is { } absent ? absent : await DecideAsync(tenant, found.Value);
            if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, contact, ct) ?? (Result<Receipt>)refusal;
            var (count, first) = await kin.MentionsAsync(tenant, found.Value.Contact, ct);
            var erased = decision.Value with { Mentions = count, Remains = first };
            return await ledger.AppendAsync(envelope with
            {
                Since = found.Value.Since, KeyChanges = found.Value.Keys(KeyFate.Destroyed),
                Digests = [new ContactDigests(contact, []) { Replaces = true }],
            }, contact, [ContactSteps.Write(found.Value.Contact, erased)], [], [], ct);
        }

        async Task<Result<ContactErased>> DecideAsync(string tenant, LoadedKin found)
        {
            var policy = await ledger.PolicyAsync(tenant, ct);
            var last = await kin.LastDealingAsync(tenant, found.Contact, ledger.Today, ct);
            return Erasure.Erase(found.Contact.State!, new ContactErased(contact, request.Ground, request.Reason,
                await kin.NamelessAsync(tenant, contact, ct), 0, [], context.Paying.Request, context.Caller.User, request.OccurredOn),
                found.Ids, Erasure.KeptUntil(last, policy, ledger.Today), ledger.Today);
        }
    }
}
