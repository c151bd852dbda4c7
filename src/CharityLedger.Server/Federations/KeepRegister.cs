using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Federations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Federations;

/// <summary>Keeps the federation's register of itself (登记册): entered, changed as of a day, ended with a reason.</summary>
public static class KeepRegister
{
    private const string Collection = "federation-register";

    /// <param name="Name">Name of a leader, member, branch, or of staff; the latter is sealed.</param>
    /// <param name="Number">Number of a certificate, code, or announcement.</param>
    /// <param name="Title">Office or post; of a rating its grade.</param>
    /// <param name="Authority">Who issued or granted it.</param>
    /// <param name="Phone">Of staff alone; sealed.</param>
    /// <param name="Note">Said beside; of staff sealed, otherwise it names nobody.</param>
    public sealed record Words(
        string? Name = null, string? Number = null, string? Title = null, string? Authority = null, string? Phone = null,
        string? Note = null);

    /// <param name="Kind">What it is.</param>
    /// <param name="Words">What it says; which of it a kind has, its table says.</param>
    /// <param name="ValidFrom">First day.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="ValidTo">Last day.</param>
    /// <param name="Paper">SHA-256 of the paper, sent before.</param>
    /// <param name="Entry">Id; made where missing.</param>
    public sealed record Request(
        RegisterKind Kind, Words Words, DateOnly ValidFrom, DateOnly OccurredOn, DateOnly? ValidTo = null, string? Paper = null,
        string? Entry = null);

    /// <param name="Words">What it says from that day on, whole.</param>
    /// <param name="ChangedFrom">First day of what it says now; its own first day for what was entered wrongly.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="ValidTo">Last day of the entry.</param>
    /// <param name="Paper">SHA-256 of the paper, sent before.</param>
    public sealed record ChangeRequest(
        Words Words, DateOnly ChangedFrom, string Reason, DateOnly OccurredOn, DateOnly? ValidTo = null, string? Paper = null);

    /// <param name="EndedFrom">First day on which it doesn't hold any more.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Paper">SHA-256 of the paper, sent before.</param>
    public sealed record EndRequest(DateOnly EndedFrom, string Reason, DateOnly OccurredOn, string? Paper = null);

    /// <summary>Takes words and papers in.</summary>
    public sealed class Door(DonorVault vault, Ids ids, EvidenceStore store)
    {
        /// <summary>An id for what is entered under a key.</summary>
        internal string IdOf(CommandContext context) => ids.Of(context.Caller.Federation, "register", context.Key);

        /// <summary>Seals who is of the staff, with all that is said of them.</summary>
        internal (RegisterFacts Facts, DonorRef? Person, DonorKey? Key, Refusal? Refusal) Take(
            RegisterRule rule, Words words, CommandContext context)
        {
            var facts = new RegisterFacts(words.Name, words.Number, words.Title, words.Authority, words.Note);
            if (!rule.IsSealed)
            {
                return (facts, null, null, words.Phone is null ? null
                    : new Refusal(RefusalCode.RegisterEntryInvalid, "Entries of this kind have no phone.", "words.phone"));
            }

            if ((Check.Text(words.Name, "name") ?? Check.Optional(words.Phone, "phone", 40)
                ?? Check.Optional(words.Note, "note", 500)) is { } refusal) return (facts, null, null, refusal);
            var tenant = context.Caller.Federation;
            var (person, key) = vault.Seal(tenant, ids.Of(tenant, "register-person", context.Key), DonorKind.Person, DonorNaming.Withheld,
                new DonorDetails(words.Name!, words.Phone, words.Note));
            return (facts with { Name = null, Note = null }, person, key, null);
        }

        /// <inheritdoc cref="EvidenceFiles.ProvenAsync"/>
        internal Task<Result<T>> ProvenAsync<T>(Result<T> decision, string? paper, string tenant, CancellationToken ct) =>
            store.ProvenAsync(decision, paper, tenant, ct);
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/federation-register", Enter).AsCommand(Role.Administrator)
            .WithName("EnterInRegister").WithTags("federations").WithSummary("Enter something in the federation's register (登记)");
        api.MapPost("/federation-register/{entry}/changes", Change).AsCommand(Role.Administrator)
            .WithName("ChangeRegisterEntry").WithTags("federations")
            .WithSummary("Change an entry of the register from a day on (变更登记)");
        api.MapPost("/federation-register/{entry}/end", End).AsCommand(Role.Administrator)
            .WithName("EndRegisterEntry").WithTags("federations").WithSummary("End an entry of the register from a day on (终止登记)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Enter(
        Request request, CommandContext context, Ledger ledger, Door door, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = request.Entry ?? door.IdOf(context);
        var (register, version) = await ledger.RegisterAsync(tenant, ct);
        var (facts, person, key, refusal) = door.Take(RegisterKinds.Of(request.Kind), request.Words, context);
        Result<RegisterEntered> decision = refusal is not null
            ? refusal
            : register.Enter(new RegisterEntered(id, request.Kind, facts, person, request.ValidFrom, request.ValidTo, request.Paper,
                request.OccurredOn), await ledger.PolicyAsync(tenant, ct), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request), id, Streams.FederationRegister, new ExpectedVersion(version),
            await door.ProvenAsync(decision, request.Paper, tenant, ct), _ => [], key, ct: ct)).ToHttp(Collection);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Change(
        string entry, ChangeRequest request, CommandContext context, Ledger ledger, Door door, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (register, version) = await ledger.RegisterAsync(tenant, ct);
        var known = register.Entries.GetValueOrDefault(entry);
        var (facts, person, key, refusal) = known is null
            ? (new RegisterFacts(), null, null, null) : door.Take(RegisterKinds.Of(known.Kind), request.Words, context);
        Result<RegisterChanged> decision = refusal is not null
            ? refusal
            : register.Change(new RegisterChanged(entry, facts, person, request.ChangedFrom, request.ValidTo, request.Reason, request.Paper,
                request.OccurredOn), await ledger.PolicyAsync(tenant, ct), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, entry), entry, Streams.FederationRegister,
            new ExpectedVersion(version), await door.ProvenAsync(decision, request.Paper, tenant, ct), _ => [], key, ct: ct))
            .ToHttp(Collection);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> End(
        string entry, EndRequest request, CommandContext context, Ledger ledger, Door door, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (register, version) = await ledger.RegisterAsync(tenant, ct);
        var decision = register.End(
            new RegisterEnded(entry, request.EndedFrom, request.Reason, request.Paper, request.OccurredOn), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, entry), entry, Streams.FederationRegister,
            new ExpectedVersion(version), await door.ProvenAsync(decision, request.Paper, tenant, ct), _ => [], ct: ct))
            .ToHttp(Collection);
    }
}
