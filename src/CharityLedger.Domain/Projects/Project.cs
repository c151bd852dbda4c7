using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Campaigns;

namespace CharityLedger.Domain.Projects;

/// <summary>What later decisions need of a project.</summary>
/// <param name="Versions">What was proposed, and as it was amended, by day.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Reached">Milestones that were reached, with the date.</param>
/// <param name="StartedOn">Since when it is under way.</param>
/// <param name="ClosedOn">Date of its closing.</param>
/// <param name="SurplusFen">What was left then, in fen.</param>
public sealed record ProjectState(
    Versions<ProjectProposed> Versions, ProjectStage Stage, IReadOnlyDictionary<string, DateOnly> Reached, DateOnly? StartedOn,
    DateOnly? ClosedOn, long SurplusFen = 0)
{
    /// <summary>Its id.</summary>
    public string Id => Versions.Last.Project;

    /// <summary>What was agreed, as it holds on a day.</summary>
    public ProjectProposed AsOf(DateOnly day) => Versions.AsOf(day);
}

/// <summary>A project of the library (项目库): proposed, evaluated, ready, under way, closed.</summary>
public static class Project
{
    private const int MostLines = 100;

    /// <summary>Decides a proposal.</summary>
    public static Result<ProjectProposed> Propose(ProjectProposed wanted, bool exists, DateOnly today)
    {
        if (exists) return new Refusal(RefusalCode.ProjectExists, "A project of this id exists.", "project");
        var refusal = Check.Id(wanted.Project, "project") ?? Check.Date(wanted.OccurredOn, today) ?? Refuse(wanted);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Amends budget, content or term, from a day on. Milestones that were reached stay.</summary>
    public static Result<ProjectAmended> Amend(ProjectState? state, ProjectAmended wanted, DateOnly today)
    {
        if (Take(state) is { } over) return over;
        var (old, now) = (state!.AsOf(wanted.EffectiveFrom), wanted.New);
        var refusal = Amendments.Refuse(
            wanted.Reason, wanted.Paper, wanted.OccurredOn, wanted.EffectiveFrom, state.Versions.All[0].From, today)
            ?? Refuse(Amended(old, now));
        if (refusal is not null) return refusal;
        if (now.Milestones is { } milestones && state.Reached.Keys.Except(milestones.Select(m => m.Id)).FirstOrDefault() is { } reached)
            return new Refusal(RefusalCode.MilestoneIsReached, $"The milestone {reached} was reached, and stays.", "milestones");
        var changed = new ProjectChange(Amendments.Changed(now.Name, old.Name), Amendments.Changed(now.Purpose, old.Purpose),
            Amendments.Changed(now.Region, old.Region), Amendments.Changed(now.Beneficiaries, old.Beneficiaries),
            Amendments.Changed(now.Responsible, old.Responsible), now.EndsOn == old.EndsOn ? null : now.EndsOn,
            now.Budget is not null && now.Budget.SequenceEqual(old.Budget) ? null : now.Budget,
            now.Milestones is not null && now.Milestones.SequenceEqual(old.Milestones) ? null : now.Milestones);
        if (changed == new ProjectChange()) return Amendments.Empty;
        return wanted with
        {
            New = changed,
            Old = new ProjectChange(changed.Name is null ? null : old.Name, changed.Purpose is null ? null : old.Purpose,
                changed.Region is null ? null : old.Region, changed.Beneficiaries is null ? null : old.Beneficiaries,
                changed.Responsible is null ? null : old.Responsible, changed.EndsOn is null ? null : old.EndsOn,
                changed.Budget is null ? null : old.Budget, changed.Milestones is null ? null : old.Milestones),
        };
    }

    /// <summary>Decides an evaluation; only what is proposed is evaluated, and once.</summary>
    public static Result<ProjectEvaluated> Evaluate(ProjectState? state, ProjectEvaluated wanted, DateOnly today)
    {
        var refusal = At(state, ProjectStage.Proposed) ?? Check.Text(wanted.Evaluator, "evaluator")
            ?? Check.Text(wanted.Opinion, "opinion", 1_000) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Decides a step: from evaluated to ready, from ready to under way.</summary>
    public static Result<ProjectAdvanced> Advance(ProjectState? state, ProjectAdvanced wanted, DateOnly today)
    {
        ProjectStage? before = wanted.Stage switch
        {
            ProjectStage.Ready => ProjectStage.Evaluated,
            ProjectStage.UnderWay => ProjectStage.Ready,
            _ => null,
        };
        if (state is not null && before is null)
            return new Refusal(RefusalCode.ProjectStageWrong, "A project advances to ready, and then to under way.", "stage");
        var refusal = At(state, before ?? wanted.Stage) ?? Check.Optional(wanted.Note, "note", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Decides a milestone of a project that is under way.</summary>
    public static Result<MilestoneReached> Reach(ProjectState? state, MilestoneReached wanted, DateOnly today)
    {
        if (At(state, ProjectStage.UnderWay) is { } refused) return refused;
        if (state!.AsOf(wanted.OccurredOn).Milestones.All(m => m.Id != wanted.Milestone))
            return new Refusal(RefusalCode.MilestoneUnknown, "The project has no such milestone.", "milestone");
        if (state.Reached.ContainsKey(wanted.Milestone))
            return new Refusal(RefusalCode.MilestoneIsReached, "The milestone was reached before.", "milestone");
        var refusal = Check.Text(wanted.Evidence, "evidence") ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Decides the closing of a project that is under way.</summary>
    public static Result<ProjectClosed> Close(ProjectState? state, ProjectClosed wanted, DateOnly today)
    {
        var refusal = At(state, ProjectStage.UnderWay) ?? Check.Text(wanted.Result, "result", 1_000)
            ?? Check.Date(wanted.OccurredOn, today) ?? Surplus.Refuse(wanted.SurplusFen, wanted.Ground, wanted.Treatment);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Whether money may be given for a project: until it is closed, unless it did not pass.</summary>
    public static Refusal? Take(ProjectState? state) => state?.Stage is ProjectStage.Closed or ProjectStage.Rejected
        ? Wrong(state.Stage) : At(state, state?.Stage ?? ProjectStage.Proposed);

    /// <summary>Whether a project's money may be spent: while it is under way.</summary>
    public static Refusal? Spend(ProjectState? state) => At(state, ProjectStage.UnderWay);

    /// <summary>Folds an event.</summary>
    public static ProjectState? Evolve(ProjectState? state, ILedgerEvent @event) => @event switch
    {
        ProjectProposed e => new ProjectState(
            new Versions<ProjectProposed>(Amendments.Began(e.OccurredOn, e.StartsOn), e),
            ProjectStage.Proposed, new Dictionary<string, DateOnly>(), null, null),
        ProjectEvaluated e => state! with { Stage = e.Passed ? ProjectStage.Evaluated : ProjectStage.Rejected },
        ProjectAdvanced { Stage: ProjectStage.UnderWay } e => state! with { Stage = e.Stage, StartedOn = e.OccurredOn },
        ProjectAdvanced e => state! with { Stage = e.Stage },
        ProjectAmended e => state! with { Versions = state.Versions.With(e.EffectiveFrom, p => Amended(p, e.New)) },
        MilestoneReached e => state! with
        {
            Reached = new Dictionary<string, DateOnly>(state.Reached) { [e.Milestone] = e.OccurredOn },
        },
        ProjectClosed e => state! with
        {
            Stage = ProjectStage.Closed, ClosedOn = e.OccurredOn, SurplusFen = e.SurplusFen,
        },
        _ => state,
    };

    private static ProjectProposed Amended(ProjectProposed plan, ProjectChange change) => plan with
    {
        Name = change.Name ?? plan.Name, Purpose = change.Purpose ?? plan.Purpose, Region = change.Region ?? plan.Region,
        Beneficiaries = change.Beneficiaries ?? plan.Beneficiaries, Responsible = change.Responsible ?? plan.Responsible,
        EndsOn = change.EndsOn ?? plan.EndsOn, Budget = change.Budget ?? plan.Budget,
        Milestones = change.Milestones is { } milestones ? [.. milestones.OrderBy(m => m.DueOn)] : plan.Milestones,
    };

    private static Refusal? Refuse(ProjectProposed plan) => Check.Text(plan.Name, "name")
        ?? Check.Text(plan.Purpose, "purpose", 500) ?? Check.Text(plan.Region, "region")
        ?? Check.Text(plan.Beneficiaries, "beneficiaries", 500) ?? Check.Text(plan.Responsible, "responsible")
        ?? CampaignPlans.Period(plan.StartsOn, plan.EndsOn)
        ?? plan.Budget.Select(b => Check.Text(b.Name, "budget.name") ?? Check.Amount(b.AmountFen, "budget.amountFen"))
            .FirstOrDefault(r => r is not null)
        ?? plan.Milestones.Select(Refuse).FirstOrDefault(r => r is not null)
        ?? Counted(plan.Budget.Count, "budget") ?? Counted(plan.Milestones.Count, "milestones")
        ?? (plan.Milestones.DistinctBy(m => m.Id).Count() < plan.Milestones.Count
            ? new Refusal(RefusalCode.IdInvalid, "Two milestones have one id.", "milestones.id") : null);

    private static Refusal? At(ProjectState? state, ProjectStage stage)
    {
        if (state is null) return new Refusal(RefusalCode.ProjectUnknown, "There is no such project.", "project");
        return state.Stage == stage ? null : Wrong(state.Stage);
    }

    private static Refusal Wrong(ProjectStage stage) =>
        new(RefusalCode.ProjectStageWrong, $"The project is at the stage {JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.ToString())}.", "project");

    private static Refusal? Refuse(Milestone milestone) =>
        Check.Id(milestone.Id, "milestones.id") ?? Check.Text(milestone.Name, "milestones.name");

    private static Refusal? Counted(int count, string field) => count <= MostLines ? null
        : new Refusal(RefusalCode.TextTooLong, $"{field} has at most {MostLines} entries.", field);
}
