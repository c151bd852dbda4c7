using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>Where a project stands in the library (项目库).</summary>
public enum ProjectStage
{
    /// <summary>Proposed (申报).</summary>
    [JsonStringEnumMemberName("proposed")] Proposed,

    /// <summary>Evaluated and passed (评审通过).</summary>
    [JsonStringEnumMemberName("evaluated")] Evaluated,

    /// <summary>Evaluated and not passed (未通过).</summary>
    [JsonStringEnumMemberName("rejected")] Rejected,

    /// <summary>Ready to leave the library (待实施).</summary>
    [JsonStringEnumMemberName("ready")] Ready,

    /// <summary>Under way (实施中).</summary>
    [JsonStringEnumMemberName("under_way")] UnderWay,

    /// <summary>Closed (结项).</summary>
    [JsonStringEnumMemberName("closed")] Closed,
}

/// <summary>A line of a project's budget (预算).</summary>
/// <param name="Name">What it is for.</param>
/// <param name="AmountFen">Amount in fen.</param>
public sealed record BudgetLine(string Name, long AmountFen);

/// <summary>A milestone (里程碑) with the day by which it is reached.</summary>
/// <param name="Id">Id within the project.</param>
/// <param name="Name">What is reached.</param>
/// <param name="DueOn">Due date.</param>
public sealed record Milestone(string Id, string Name, DateOnly DueOn);

/// <summary>A project was proposed for the library (项目申报).</summary>
/// <param name="Project">Id of the project.</param>
/// <param name="Name">Title.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Region">Where.</param>
/// <param name="Beneficiaries">Who benefits, in general words.</param>
/// <param name="Responsible">Who carries it out.</param>
/// <param name="StartsOn">Planned first day.</param>
/// <param name="EndsOn">Planned last day.</param>
/// <param name="Budget">Budget by line.</param>
/// <param name="Milestones">Milestones, by due date.</param>
/// <param name="OccurredOn">Date of the proposal, Asia/Shanghai.</param>
[EventType("project_proposed")]
public sealed record ProjectProposed(
    string Project, string Name, string Purpose, string Region, string Beneficiaries, string Responsible,
    DateOnly StartsOn, DateOnly EndsOn, IReadOnlyList<BudgetLine> Budget, IReadOnlyList<Milestone> Milestones,
    DateOnly OccurredOn) : IDated;

/// <summary>A project was evaluated (项目评审).</summary>
/// <param name="Project">The project.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Evaluator">Who evaluated: a committee or a third party.</param>
/// <param name="Opinion">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("project_evaluated")]
public sealed record ProjectEvaluated(
    string Project, bool Passed, string Evaluator, string Opinion, DateOnly OccurredOn) : IDated;

/// <summary>A project became ready, or is under way.</summary>
/// <param name="Project">The project.</param>
/// <param name="Stage">Its stage from now on.</param>
/// <param name="Note">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("project_advanced")]
public sealed record ProjectAdvanced(string Project, ProjectStage Stage, string? Note, DateOnly OccurredOn) : IDated;

/// <summary>What an amendment changes of a project; what it leaves is null.</summary>
/// <param name="Name">Title.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Region">Where.</param>
/// <param name="Beneficiaries">Who benefits, in general words.</param>
/// <param name="Responsible">Who carries it out.</param>
/// <param name="EndsOn">Planned last day.</param>
/// <param name="Budget">Budget by line, whole.</param>
/// <param name="Milestones">Milestones, whole; those that were reached stay.</param>
public sealed record ProjectChange(
    string? Name = null, string? Purpose = null, string? Region = null, string? Beneficiaries = null, string? Responsible = null,
    DateOnly? EndsOn = null, IReadOnlyList<BudgetLine>? Budget = null, IReadOnlyList<Milestone>? Milestones = null);

/// <summary>A project's budget, content or term changed (项目变更). Days before its own keep what they had.</summary>
/// <param name="Project">The project.</param>
/// <param name="Old">What held on that day until now, of what changes.</param>
/// <param name="New">What holds from that day on.</param>
/// <param name="EffectiveFrom">First day of the new; it may lie ahead.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Paper">SHA-256 of the paper, a file of the evidence.</param>
/// <param name="OccurredOn">Date of the decision, Asia/Shanghai.</param>
[EventType("project_amended")]
public sealed record ProjectAmended(
    string Project, ProjectChange Old, ProjectChange New, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn) : IDated;

/// <summary>A milestone was reached.</summary>
/// <param name="Project">The project.</param>
/// <param name="Milestone">The milestone.</param>
/// <param name="Evidence">What shows it: a document's number, or a file's SHA-256.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("milestone_reached")]
public sealed record MilestoneReached(string Project, string Milestone, string Evidence, DateOnly OccurredOn) : IDated;

/// <summary>A project ended, and what becomes of its surplus was decided.</summary>
/// <param name="Project">The project.</param>
/// <param name="Result">What was achieved.</param>
/// <param name="SurplusFen">What was left, in fen.</param>
/// <param name="Ground">What becomes of it.</param>
/// <param name="Treatment">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("project_closed")]
public sealed record ProjectClosed(
    string Project, string Result, long SurplusFen, SurplusGround Ground, string Treatment, DateOnly OccurredOn) : IDated;
