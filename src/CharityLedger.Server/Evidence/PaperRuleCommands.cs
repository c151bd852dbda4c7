using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Papers;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Evidence;

/// <summary>Rules on which papers requests must hold (附件要求): set and ended by two persons.</summary>
public static class PaperRuleCommands
{
    /// <param name="Rule">Id of the rule.</param>
    /// <param name="Scope">Which requests it binds.</param>
    /// <param name="Kinds">The kinds of papers that are required.</param>
    /// <param name="Source">The decision or rule that says so.</param>
    /// <param name="OccurredOn">Day of the decision; not after today in Beijing.</param>
    /// <param name="EffectiveFrom">First day; the day on which it is carried out where missing.</param>
    public sealed record Setting(
        string Rule, RequestScope Scope, IReadOnlyList<PaperKind> Kinds, string Source, DateOnly OccurredOn, DateOnly? EffectiveFrom = null);

    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Day of the decision; not after today in Beijing.</param>
    public sealed record Ending(string Reason, DateOnly OccurredOn);

    /// <summary>A rule, and until when it binds.</summary>
    public sealed record Listed(PaperRuleSet Rule, DateOnly? EndsOn);

    /// <summary>Sets a rule.</summary>
    public static readonly GuardedAction<Setting> SetAction = RouteCommands.Rule<Setting>("set_paper_rule", "paper-rules", SetAsync);

    /// <summary>Ends a rule.</summary>
    public static readonly GuardedAction<Ending> EndAction = RouteCommands.Rule<Ending>("end_paper_rule", "paper-rules", EndAsync);

    public static void Map(IEndpointRouteBuilder api)
    {
        var rules = api.MapGroup("").WithTags("papers");
        rules.MapGet("/paper-rules", List).AsRead().WithName("ListPaperRules").WithSummary("Which papers requests must hold (附件要求)");
        rules.MapPost("/paper-rules", Set).AsCommand(Role.Administrator)
            .WithName("SetPaperRule").WithSummary("Require papers of requests (设置附件要求)");
        rules.MapPost("/paper-rules/{rule}/end", End).AsCommand(Role.Administrator)
            .WithName("EndPaperRule").WithSummary("Require papers no more (终止附件要求)");
    }

    /// <summary>A federation's rules as they stand.</summary>
    internal static async Task<(PaperRules Rules, long Version)> PaperRulesAsync(this Ledger ledger, string tenant, CancellationToken ct)
    {
        var (rules, version, _) = await ledger.LoadAsync<PaperRules>(
            tenant, Streams.PaperRules, (r, e) => (r ?? PaperRules.None).Evolve(e), ct);
        return (rules ?? PaperRules.None, version);
    }

    private static async Task<Ok<IEnumerable<Listed>>> List(CommandContext context, Ledger ledger, CancellationToken ct) => TypedResults.Ok(
        (await ledger.PaperRulesAsync(context.Caller.Federation, ct)).Rules.Rules.Values.Select(r => new Listed(r.Set, r.EndsOn)));

    private static async Task<Result<Receipt>> SetAsync(
        string? subject, Setting r, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var ledger = services.GetRequiredService<Ledger>();
        var actions = services.GetRequiredService<RequestBook>().Actions;
        var (rules, version) = await ledger.PaperRulesAsync(context.Caller.Federation, ct);
        var decision = rules.Set(new PaperRuleSet(r.Rule, r.Scope, r.Kinds, RouteCommands.Later(r.EffectiveFrom ?? ledger.Today, ledger.Today, context),
            r.Source, r.OccurredOn), actions, ledger.Today);
        return await ledger.AppendAsync(context.Envelope(r), r.Rule, Streams.PaperRules, new ExpectedVersion(version), decision, _ => [], ct: ct);
    }

    /// <summary>The rule binds until the day before.</summary>
    private static async Task<Result<Receipt>> EndAsync(
        string? rule, Ending r, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var ledger = services.GetRequiredService<Ledger>();
        var (rules, version) = await ledger.PaperRulesAsync(context.Caller.Federation, ct);
        var decision = rules.End(new PaperRuleEnded(rule!, r.Reason, ledger.Today.AddDays(-1), r.OccurredOn), ledger.Today);
        return await ledger.AppendAsync(
            context.Envelope(r, rule), rule!, Streams.PaperRules, new ExpectedVersion(version), decision, _ => [], ct: ct);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Set(
        Setting request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(SetAction, null, request, context, ct);

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> End(
        string rule, Ending request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(EndAction, rule, request, context, ct);
}
