using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Contacts;

/// <summary>
/// A request to be forgotten restricts at once (限制处理), the contact and all that is one with it by mergers: its keys and those of its
/// gifts open nothing, and nothing finds it. Where the person takes the request back, two persons lift it.
/// </summary>
public static class RestrictContact
{
    /// <param name="RequestedAs">The request in words, and how it came; sealed.</param>
    /// <param name="OccurredOn">Day on which it was asked for; not after today in Beijing.</param>
    public sealed record Request(string RequestedAs, DateOnly OccurredOn);

    /// <param name="Reason">In words that name nobody: they stay in the log.</param>
    /// <param name="OccurredOn">Day on which the person took it back; not after today in Beijing.</param>
    public sealed record Lifting(string Reason, DateOnly OccurredOn);

    /// <summary>Lifts a restriction.</summary>
    public static readonly GuardedAction<Lifting> LiftAction = new("lift_contact_restriction")
    {
        Executors = [Role.Clerk, Role.Administrator],
        Collection = "contacts",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalRules, today, policy),
        Handle = (contact, request, context, services, ct) => LiftAsync(contact!, request, context, services.GetRequiredService<Ledger>(),
            services.GetRequiredService<ContactKin>(), services.GetRequiredService<ContactFinder>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/contacts/{contact}/restriction", Restrict).AsCommand(Role.Clerk, Role.Administrator)
            .WithName("RestrictContact").WithTags("contacts").WithSummary("A contact asked to be forgotten (限制处理)");
        api.MapPost("/contacts/{contact}/restriction/end", Lift).AsCommand(Role.Clerk, Role.Administrator)
            .WithName("LiftContactRestriction").WithTags("contacts").WithSummary("The request to be forgotten was taken back (解除限制)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Restrict(
        string contact, Request request, CommandContext context, Ledger ledger, ContactKin kin, CancellationToken ct)
    {
        return (await Conflicts.RetryAsync(AttemptAsync)).ToHttp("contacts");

        async Task<Result<Receipt>> AttemptAsync()
        {
            var envelope = context.Envelope(request, contact);
            var found = await kin.LoadAsync(context.Caller.Federation, contact, ct);
            if ((found.Refusal ?? found.Value.Contact.Sealable() ?? Decide(found.Value.Contact).Refusal) is { } refusal)
                return await ledger.EarlierAsync(envelope, contact, ct) ?? (Result<Receipt>)refusal;
            var free = found.Value.All.Where(c => c.Sealable() is null).ToList();
            return await ledger.AppendAsync(envelope with
            {
                Since = found.Value.Since, KeyChanges = found.Value.Keys(KeyFate.Restricted),
                Digests = [.. free.Select(c => new ContactDigests(c.State!.Id, []) { Replaces = true })],
            }, contact, [.. free.Select(c => ContactSteps.Write(c, Decide(c).Value))], [], [], ct);
        }

        Result<ContactRestricted> Decide(LoadedContact loaded) => Erasure.Restrict(loaded.State!, new ContactRestricted(loaded.State!.Id,
            ContactSteps.Sealed(loaded, request.RequestedAs), context.Caller.User, request.OccurredOn), request.RequestedAs, ledger.Today);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Lift(
        string contact, Lifting request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(LiftAction, contact, request, context, ct);

    private static Task<Result<Receipt>> LiftAsync(string contact, Lifting request, CommandContext context, Ledger ledger, ContactKin kin,
        ContactFinder finder, CancellationToken ct)
    {
        return Conflicts.RetryAsync(AttemptAsync);

        async Task<Result<Receipt>> AttemptAsync()
        {
            var tenant = context.Caller.Federation;
            var envelope = context.Envelope(request, contact);
            var found = await kin.LoadAsync(tenant, contact, ct);
            if ((found.Refusal ?? Decide(found.Value.Contact).Refusal) is { } refusal)
                return await ledger.EarlierAsync(envelope, contact, ct) ?? (Result<Receipt>)refusal;
            var barred = found.Value.All.Where(c => c is { State.Standing: ContactStanding.Restricted, Key: not null }).ToList();
            var ids = found.Value.Ids.ToHashSet(StringComparer.Ordinal);
            return await ledger.AppendAsync(envelope with
            {
                Since = found.Value.Since, KeyChanges = found.Value.Keys(KeyFate.Released),
                Digests = [.. barred.Select(c => new ContactDigests(c.State!.Id, finder.Of(tenant, c.Details!)) { Replaces = true, Kin = ids })],
            }, contact, [.. barred.Select(c => ContactSteps.Write(c, Decide(c).Value))], [], [], ct);
        }

        Result<ContactRestrictionLifted> Decide(LoadedContact loaded) => Erasure.Lift(loaded.State!, new ContactRestrictionLifted(
            loaded.State!.Id, request.Reason, context.Caller.User, request.OccurredOn), request.Reason, ledger.Today);
    }
}
