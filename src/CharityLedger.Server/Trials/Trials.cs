using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Journal;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trials;

/// <summary>
/// Tries commands (<c>?trial=true</c>): the slice's own handler decides, and the core's rules answer on a snapshot. What the
/// caller gets is the refusal that the command would get, or what it would do in the caller's own federation.
/// </summary>
internal sealed class Trials(VoucherTrial vouchers)
{
    private const string Name = "trial";

    /// <summary>A route whose command can't be tried, because it does more than append.</summary>
    private sealed record Untried;

    /// <summary>Whether a request only tries; one that says neither yes nor no is told so by <see cref="Refuse"/>.</summary>
    public static bool IsAsked(HttpContext http) => http.Request.Query[Name] is ["true"];

    /// <summary>A refusal where the request says anything else than yes or no.</summary>
    public static Refusal? Refuse(HttpContext http) => http.Request.Query[Name] is [] or ["true"] or ["false"]
        ? null
        : new Refusal(RefusalCode.MalformedRequest, "trial is true or false.", Name);

    /// <summary>Lets a route's command be tried, unless the route says that it can't.</summary>
    public static void Allow(RouteHandlerBuilder endpoint) => endpoint.Finally(route =>
    {
        if (!route.Metadata.OfType<Untried>().Any()) route.Metadata.Add(new QueryName(Name));
    });

    /// <summary>Marks a route whose command can't be tried: there <c>trial</c> is an unknown word of the query.</summary>
    public static void Forbid(RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Untried());

    /// <summary>What a tried command's route answers: the refusal, or what it would do.</summary>
    public async Task<object?> AnswerAsync(Caller caller, object? answer, CancellationToken ct) =>
        (answer is INestedHttpResult nested ? nested.Result : answer) switch
        {
            ProblemHttpResult problem => problem,
            Created<Receipt> { Value: { IsRepeat: true } done } =>
                TypedResults.Ok(new TrialAnswer(done.Id, [], [], [], HeldBy: done.HeldBy, DoneAt: done.Position)),
            Created<Receipt> { Value: { Tried: { } trial } tried } => TypedResults.Ok(await OfAsync(caller, tried, trial, ct)),
            var other => throw new InvalidOperationException($"A tried command answered {other?.GetType().Name ?? "nothing"}."),
        };

    private async Task<TrialAnswer> OfAsync(Caller caller, Receipt receipt, Trial trial, CancellationToken ct)
    {
        // What another federation's books say is its own.
        var own = trial.Events.Where(e => e.Tenant == caller.Federation).ToList();
        return new TrialAnswer(receipt.Id,
            [.. own.Select(e => new TriedEvent(e.Type, e.Stream, JsonDocument.Parse(e.Data).RootElement))],
            await vouchers.OfAsync(own, ct),
            [.. trial.Buckets.Where(b => b.Tenant == caller.Federation)
                .OrderBy(b => b.Bucket.ToString(), StringComparer.Ordinal)
                .Select(b => new TriedMoney(b.Bucket, b.Before.Balance, b.After.Balance, b.Before.Floor, b.After.Floor))],
            receipt.Approval, receipt.HeldBy);
    }
}
