using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Approvals;

/// <summary>An action that several persons do together: what a slice says of itself so that requests for it can be kept.</summary>
public abstract class GuardedAction(string name)
{
    /// <summary>Its name in the log, such as <c>make_payment</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Who may carry it out once it is approved.</summary>
    public required IReadOnlyList<Role> Executors { get; init; }

    /// <summary>Collection of the API in which it makes something, such as <c>payments</c>.</summary>
    public required string Collection { get; init; }

    /// <summary>Whether what it pays was summed with its payee's other payments when that was asked for which it is about.</summary>
    public bool IsSummedAlready { get; init; }

    /// <summary>What is to be told of a request that the bank carries out; null where it needs no bank.</summary>
    internal abstract PaymentWords? PaysOf(JsonElement input);

    /// <summary>What a request that the bank carries out claims while it is on its way; null for nothing that no bucket holds.</summary>
    internal abstract Claim? ClaimOf(string? subject, JsonElement input);

    /// <summary>Another federation in whose books a request is booked too; null for none.</summary>
    internal abstract string? OtherBooksOf(JsonElement input);

    /// <summary>Whom a request pays in the register of contacts; null for nobody that it names.</summary>
    internal abstract PaidTo? PayeeOf(JsonElement input);

    /// <summary>What of a request says which rules bind it.</summary>
    internal abstract RequestFacts FactsOf(string? subject, JsonElement input, long? amountFen);

    /// <summary>How many approvals a request needs.</summary>
    internal abstract long ApprovalsOf(JsonElement input, Policy policy, DateOnly today);

    /// <summary>An input that came as the body of a request to this action does, as it is stored.</summary>
    /// <param name="input">The input.</param>
    /// <param name="bodies">How bodies are read.</param>
    internal abstract Result<JsonElement> Normal(JsonElement input, JsonSerializerOptions bodies);

    /// <summary>Whom a request is about and how much it moves.</summary>
    internal abstract Outline OutlineOf(string? subject, JsonElement input);

    internal abstract Task<Result<Receipt>> RunAsync(
        string? subject, JsonElement input, CommandContext context, IServiceProvider services, CancellationToken ct);
}

/// <summary>What a request tells of itself.</summary>
/// <param name="Parties">Names and ids of those outside who gain by it.</param>
/// <param name="AmountFen">What it moves, in fen, where it says so.</param>
/// <param name="Concerned">What of the log it concerns.</param>
internal sealed record Outline(IReadOnlyList<string> Parties, long? AmountFen, Concerned? Concerned);

/// <summary>A payment in the cashier's words (付款单).</summary>
/// <param name="Payee">Who will receive it, in words that say nothing of a person.</param>
/// <param name="Purpose">What it is spent on.</param>
/// <param name="Account">Where the money is to come from.</param>
/// <param name="NamedAccount">Code of that account in the register.</param>
public sealed record PaymentWords(string Payee, string Purpose, MoneyAccount Account = MoneyAccount.Bank, string? NamedAccount = null);

/// <summary>What a payment on its way claims where no bucket holds it.</summary>
/// <param name="Stream">The stream of what it is claimed of.</param>
/// <param name="Subject">What of it is claimed.</param>
public sealed record Claim(string Stream, string Subject);

/// <summary>What of the log an action concerns: what it undoes, or who gets what it gives.</summary>
/// <param name="Stream">The stream that tells.</param>
/// <param name="GainersOf">Names and ids of those outside who gain or gained by it, as its events tell.</param>
public sealed record Concerned(string Stream, Func<IReadOnlyList<ILedgerEvent>, IEnumerable<string>> GainersOf)
{
    /// <summary>Who of them gave and is sealed. Only as the register of related parties names them may a request, which stays
    /// in the log.</summary>
    public Func<IReadOnlyList<ILedgerEvent>, IEnumerable<DonorRef>> GiversOf { get; init; } = _ => [];

    /// <summary>What it moves, in fen, where the request itself doesn't say.</summary>
    public Func<IReadOnlyList<ILedgerEvent>, long?> AmountFenOf { get; init; } = _ => null;

    /// <summary>Where only somebody sealed is concerned.</summary>
    public static Concerned Givers(string stream, Func<IReadOnlyList<ILedgerEvent>, IEnumerable<DonorRef>> giversOf) =>
        new(stream, _ => []) { GiversOf = giversOf };
}

/// <summary>A guarded action with its request.</summary>
public sealed class GuardedAction<TRequest>(string name) : GuardedAction(name)
{
    /// <summary>How many approvals it needs, by the policy in force on the day it is asked for; none needs no request.</summary>
    public required Func<TRequest, Policy, DateOnly, long> Approvals { get; init; }

    /// <summary>Names and ids of those outside who gain by it.</summary>
    public Func<TRequest, IEnumerable<string?>> Parties { get; init; } = _ => [];

    /// <summary>What of the log it concerns, by its subject and request: who gains by that takes no part as well.</summary>
    public Func<string?, TRequest, Concerned?> Concerns { get; init; } = (_, _) => null;

    /// <summary>What it moves, in fen.</summary>
    public Func<TRequest, long?> AmountFen { get; init; } = _ => null;

    /// <summary>The slice's handler. Where the context says it is a trial, it decides everything and appends nothing.</summary>
    public required Handler Handle { get; init; }

    /// <summary>What is to be told of a request that the bank carries out: its money is reserved with the last signature, and its day
    /// (<c>occurredOn</c>) is the bank's. Null where it needs no bank.</summary>
    public Func<TRequest, PaymentWords?>? Pays { get; init; }

    /// <summary>What its payment claims, by its subject and request: its handler heeds what others claim there.</summary>
    public Func<string?, TRequest, Claim?> Claims { get; init; } = (_, _) => null;

    /// <summary>Another federation in whose books it is booked too.</summary>
    public Func<TRequest, string?> BooksOf { get; init; } = _ => null;

    /// <summary>The kinds of expense that it is; none where it is no expense.</summary>
    public Func<TRequest, IEnumerable<ExpenseKind>> Expenses { get; init; } = _ => [];

    /// <summary>Whom it pays in the register of contacts.</summary>
    public Func<TRequest, PaidTo?> Payee { get; init; } = _ => null;

    /// <summary>The funds whose money it moves, by its subject and request.</summary>
    public Func<string?, TRequest, IEnumerable<string?>> Funds { get; init; } = (_, _) => [];

    /// <summary>The projects that it is for, by its subject and request.</summary>
    public Func<string?, TRequest, IEnumerable<string?>> Projects { get; init; } = (_, _) => [];

    /// <summary>A slice's handler.</summary>
    public delegate Task<Result<Receipt>> Handler(
        string? subject, TRequest request, CommandContext context, IServiceProvider services, CancellationToken ct);

    internal override Outline OutlineOf(string? subject, JsonElement input)
    {
        var request = Read(input);
        return new Outline([.. Parties(request).OfType<string>()], AmountFen(request), Concerns(subject, request));
    }

    internal override Task<Result<Receipt>> RunAsync(
        string? subject, JsonElement input, CommandContext context, IServiceProvider services, CancellationToken ct) =>
        Handle(subject, Read(input), context, services, ct);

    internal override Claim? ClaimOf(string? subject, JsonElement input) => Claims(subject, Read(input));

    internal override string? OtherBooksOf(JsonElement input) => BooksOf(Read(input));

    internal override PaidTo? PayeeOf(JsonElement input) => Payee(Read(input));

    internal override RequestFacts FactsOf(string? subject, JsonElement input, long? amountFen)
    {
        var request = Read(input);
        return new RequestFacts(Name, amountFen, [.. Expenses(request)], [.. Funds(subject, request).OfType<string>()],
            [.. Projects(subject, request).OfType<string>()]);
    }

    internal override long ApprovalsOf(JsonElement input, Policy policy, DateOnly today) => Approvals(Read(input), policy, today);

    internal override Result<JsonElement> Normal(JsonElement input, JsonSerializerOptions bodies)
    {
        try
        {
            return input.Deserialize<TRequest>(bodies) is { } request
                ? JsonSerializer.SerializeToElement(request, ApprovalDesk.Json)
                : new Refusal(RefusalCode.MalformedRequest, "A body in JSON is expected.");
        }
        catch (JsonException e)
        {
            return MalformedRequests.Of(e, typeof(TRequest), bodies);
        }
    }

    internal override PaymentWords? PaysOf(JsonElement input) => Pays?.Invoke(Read(input));

    private static TRequest Read(JsonElement input) => input.Deserialize<TRequest>(ApprovalDesk.Json)!;
}
