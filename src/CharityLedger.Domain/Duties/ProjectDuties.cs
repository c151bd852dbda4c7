using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Projects;

namespace CharityLedger.Domain.Duties;

/// <summary>What a project under way owes: its milestones, and reports (Charity Law art. 79, MCA Order 81).</summary>
internal static class ProjectDuties
{
    public static IEnumerable<Duty> Of(DutyInput input) => input.Projects
        .Where(p => p.Stage is ProjectStage.UnderWay or ProjectStage.Closed).SelectMany(p => Of(input, p));

    private static IEnumerable<Duty> Of(DutyInput input, ProjectState project)
    {
        var (id, name) = (project.Id, project.Versions.Last.Name);
        var start = project.StartedOn!.Value;
        var end = project.ClosedOn ?? project.Versions.Last.EndsOn;
        var duties = Milestones(input, project).Concat(CampaignDuties.Series(input, PolicyIds.ProjectReportLongerThan,
            PolicyIds.ProjectReportEvery, id, name, start, end))
            .Concat(input.Of(PolicyIds.ProjectFinalAccount, id, name, end));
        return project.ClosedOn is { } closed && project.SurplusFen > 0
            ? duties.Concat(input.Of(PolicyIds.ProjectSurplusReport, id, name, closed)) : duties;
    }

    /// <summary>A milestone's day is the plan's; the table says only when it is near. A closed project owes none.</summary>
    private static IEnumerable<Duty> Milestones(DutyInput input, ProjectState project)
    {
        foreach (var milestone in project.Versions.Last.Milestones)
        {
            var met = project.Reached.TryGetValue(milestone.Id, out var on)
                ? new DutyMeeting(on, "milestone_reached") : null;
            if (met is null && project.ClosedOn is not null) continue;
            if (input.Policy.Row(PolicyIds.MilestoneDueSoon, milestone.DueOn) is not { } row) continue;
            yield return new Duty($"milestone/{project.Id}/{milestone.Id}", row,
                $"{project.Versions.Last.Name}：{milestone.Name}", milestone.DueOn, true,
                input.StatusOf(milestone.DueOn, met, PolicyIds.MilestoneDueSoon), met);
        }
    }
}
