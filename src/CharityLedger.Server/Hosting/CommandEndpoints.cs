using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Facts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Hosting;

/// <summary>Who commands, and under which idempotency key: the header <c>Idempotency-Key</c>, or one made for this request.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Key">The key.</param>
/// <param name="Command">Name of the command, as approvals store it: <c>refund_gift</c>.</param>
public sealed record CommandContext(Caller Caller, string Key, string Command)
{
    /// <summary>Keys that begin so are the ledger's own: an approved request is carried out under one.</summary>
    internal const string OwnKeys = "request/";

    /// <summary>What is appended in the same command, such as that a request was carried out.</summary>
    public IReadOnlyList<StreamWrite> Also { get; init; } = [];

    /// <summary>What is appended in the same command before it, such as what gives reserved money back.</summary>
    public IReadOnlyList<StreamWrite> Before { get; init; } = [];

    /// <summary>Whether the bank did it already, so that nobody asks any more who receives it.</summary>
    public bool IsPaid { get; init; }

    /// <summary>The day on which the bank did it, where that is told: it is booked then, or on the first day after it that is open.</summary>
    public DateOnly? PaidOn { get; init; }

    /// <summary>What carries it out, for rules that ask.</summary>
    public Paying Paying => new(Key.StartsWith(OwnKeys, StringComparison.Ordinal) ? Key[OwnKeys.Length..] : null, IsPaid);

    /// <summary>Whether it is only asked what would be decided: nothing is appended.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Binds from the authenticated request; the group's filter has checked the key.</summary>
    public static ValueTask<CommandContext?> BindAsync(HttpContext http) => ValueTask.FromResult<CommandContext?>(
        new CommandContext(ApiTokenHandler.CallerOf(http.User), KeyOf(http), NameOf(http.GetEndpoint()))
        {
            IsTrial = Trials.Trials.IsAsked(http),
        });

    /// <summary>The stored name of an endpoint's command: <c>refund_gift</c> of the operation <c>RefundGift</c>.</summary>
    public static string NameOf(Endpoint? endpoint) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "");

    /// <summary>The envelope of a request.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="subject">The thing named in the address, where there is one.</param>
    public Envelope Envelope<T>(T request, string? subject = null) =>
        new(Caller, Key, Command, subject, CanonicalJson.Of(request))
        {
            Before = Before, Also = Also, IsTrial = IsTrial,
            Facts = FactsBeside.Of(request, IsPaid || Key.StartsWith(OwnKeys, StringComparison.Ordinal)),
        };

    internal static string KeyOf(HttpContext http)
    {
        var sent = http.Request.Headers["Idempotency-Key"].ToString();
        return sent.Length > 0 ? sent : "once-" + Guid.CreateVersion7();
    }
}

/// <summary>What all commands over HTTP share.</summary>
public static class CommandEndpoints
{
    /// <summary>A command of a federation's users; refuses whoever has none of the roles, and idempotency keys out of bounds.</summary>
    /// <param name="roles">Who may; an auditor never writes.</param>
    public static RouteHandlerBuilder AsCommand(this RouteHandlerBuilder endpoint, params Role[] roles) =>
        endpoint.AsCommand(new AccessRule(roles));

    /// <summary>A command of the installation's operator, who belongs to no federation.</summary>
    public static RouteHandlerBuilder AsOperatorCommand(this RouteHandlerBuilder endpoint) => endpoint.AsCommand(AccessRule.Operator);

    /// <summary>Says that a command can't be tried, because it does more than append, or in more than one step.</summary>
    public static RouteHandlerBuilder WithoutTrial(this RouteHandlerBuilder endpoint)
    {
        Trials.Trials.Forbid(endpoint);
        return endpoint;
    }

    private static RouteHandlerBuilder AsCommand(this RouteHandlerBuilder endpoint, AccessRule rule)
    {
        Trials.Trials.Allow(endpoint);
        return endpoint.Needs(rule)
            .AddEndpointFilter(async (context, next) =>
            {
                var http = context.HttpContext;
                if ((CheckKey(CommandContext.KeyOf(http)) ?? Trials.Trials.Refuse(http)) is { } refusal) return Problems.Of(refusal);
                var answer = await next(context);
                return Trials.Trials.IsAsked(http)
                    ? await http.RequestServices.GetRequiredService<Trials.Trials>()
                        .AnswerAsync(ApiTokenHandler.CallerOf(http.User), answer, http.RequestAborted)
                    : http.RequestServices.GetRequiredService<Locations>().Prove(answer);
            })
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
    }

    private static Refusal? CheckKey(string key) =>
        key.Length > 200 || key.Any(c => c is < ' ' or > '~') || key.StartsWith(CommandContext.OwnKeys, StringComparison.Ordinal)
            ? new Refusal(RefusalCode.IdempotencyKeyInvalid,
                "An idempotency key has 1 to 200 printable ASCII characters, and does not begin with request/.")
            : null;

    /// <summary>201 with the receipt, or the refusal's problem. A gift that was held lies among those.</summary>
    public static Results<Created<Receipt>, ProblemHttpResult> ToHttp(this Result<Receipt> result, string collection) =>
        result.Refusal is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.Created(
                $"/api/v1/{(result.Value.HeldBy is null ? collection : "screening/holds")}/{Uri.EscapeDataString(result.Value.Id)}", result.Value);
}
