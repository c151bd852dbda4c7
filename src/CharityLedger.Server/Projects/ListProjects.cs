using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Projects;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Dossier;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Projects;

/// <summary>The project library with stages, budgets and overdue milestones (项目库).</summary>
public static class ListProjects
{
    /// <param name="Milestone">The milestone.</param>
    /// <param name="ReachedOn">When it was reached; null while it is not.</param>
    /// <param name="Overdue">Whether its day has passed while the project is not closed.</param>
    public sealed record MilestoneLine(Milestone Milestone, DateOnly? ReachedOn, bool Overdue);

    /// <param name="Project">Id.</param>
    /// <param name="Proposal">What was proposed, as amended, as of today.</param>
    /// <param name="Stage">Where it stands.</param>
    /// <param name="Milestones">Its milestones.</param>
    /// <param name="BudgetFen">Its budget, in fen.</param>
    /// <param name="Figures">What moved for it.</param>
    /// <param name="UsedFen">What was spent on it, in fen.</param>
    /// <param name="LeftFen">What is set aside for it and left, in fen.</param>
    /// <param name="OverBudget">Whether more was spent than budgeted.</param>
    /// <param name="Versions">What was proposed and as it was amended, by day, also where that lies ahead.</param>
    public sealed record Line(
        string Project, ProjectProposed Proposal, ProjectStage Stage, IReadOnlyList<MilestoneLine> Milestones,
        long BudgetFen, Figures Figures, long UsedFen, long LeftFen, bool OverBudget,
        IReadOnlyList<Version<ProjectProposed>> Versions);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects", Http).AsRead()
        .WithName("ListProjects").WithTags("projects").WithSummary("The project library (项目库)");

    private static async Task<Ok<IEnumerable<Line>>> Http(
        CommandContext context, DossierQuery dossier, BalancesQuery balances, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var figures = (await balances.BucketsAsync(tenant, ct)).ToLookup(b => b.Bucket.Project);
        return TypedResults.Ok((await dossier.FoldAsync<ProjectState>(tenant, "project-", Project.Evolve, ct)).Select(p =>
        {
            var proposal = p.AsOf(ledger.Today);
            var budgetFen = proposal.Budget.Sum(b => b.AmountFen);
            var sum = figures[p.Id].Aggregate(Figures.None, (a, b) => a + b.Figures);
            var isOpen = p.Stage is not (ProjectStage.Closed or ProjectStage.Rejected);
            var milestones = proposal.Milestones.Select(m => new MilestoneLine(
                m, p.Reached.TryGetValue(m.Id, out var on) ? on : null,
                isOpen && !p.Reached.ContainsKey(m.Id) && m.DueOn < ledger.Today));
            return new Line(p.Id, proposal, p.Stage, [.. milestones], budgetFen, sum, sum.UsedFen,
                sum.LeftFen, sum.UsedFen > budgetFen, [.. p.Versions.Held]);
        }));
    }
}
