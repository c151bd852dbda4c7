using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>The calendar of duties (义务日历): every deadline that the rules and the federation's own events make.</summary>
public static class DutyCalendar
{
    private static readonly PolicyUnit[] Times =
        [PolicyUnit.Days, PolicyUnit.WorkingDays, PolicyUnit.Months, PolicyUnit.Years, PolicyUnit.MonthDay];

    /// <summary>All duties, by due date.</summary>
    public static IReadOnlyList<Duty> Of(DutyInput input) =>
    [
        .. CampaignDuties.Of(input).Concat(ProjectDuties.Of(input)).Concat(YearlyDuties.Of(input))
            .Concat(LotteryDuties.Of(input)).Concat(FundDuties.Of(input)).Concat(TrustDuties.Of(input))
            .Concat(UseChangeDuties.Of(input)).Concat(PostDuties.Of(input)).Concat(RegisterDuties.Of(input)).Concat(Raised(input))
            .OrderBy(d => d.DueOn).ThenBy(d => d.Id, StringComparer.Ordinal),
    ];

    /// <summary>Decides a duty that something outside the ledger began. Its id tells row, subject and day apart.</summary>
    public static Result<DutyRaised> Raise(
        string row, string subject, DateOnly startsOn, DateOnly occurredOn, Policy policy, DateOnly today)
    {
        var refusal = Check.Text(row, "row") ?? Check.Text(subject, "subject", 100)
            ?? Check.Date(occurredOn, today) ?? Check.Date(startsOn, today, "startsOn");
        if (refusal is not null) return refusal;
        if (PolicyTable.Rows.All(r => r.Id != row || !Times.Contains(r.Unit))
            || policy.Row(row, startsOn) is not { Value.Length: > 0 })
            return new Refusal(RefusalCode.PolicyRowUnknown, $"No row {row} of the policy table names a time that day.", "row");
        var id = string.Create(CultureInfo.InvariantCulture, $"{row}/{subject.Trim()}/{startsOn:yyyy-MM-dd}");
        return new DutyRaised(id, row, subject.Trim(), startsOn, occurredOn);
    }

    /// <summary>Decides that a duty was met.</summary>
    /// <param name="duties">The calendar.</param>
    /// <param name="wanted">Which, when, and what shows it.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<DutyMet> Meet(IReadOnlyList<Duty> duties, DutyMet wanted, DateOnly today)
    {
        if (duties.FirstOrDefault(d => d.Id == wanted.Duty) is not { } duty)
            return new Refusal(RefusalCode.DutyUnknown, "There is no such duty.", "duty");
        if (duty.Met is not null) return new Refusal(RefusalCode.DutyIsMet, "The duty was met before.", "duty");
        var refusal = Check.Text(wanted.Evidence, "evidence", 500) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    private static IEnumerable<Duty> Raised(DutyInput input) => input.Events.OfType<DutyRaised>().SelectMany(e =>
        input.Policy.Row(e.Row, e.StartsOn) is { Value.Length: > 0 } row
            ? [input.Of(row, e.Duty, e.Subject, Next(row, e.StartsOn), e.StartsOn, null) with { IsRaised = true }] : Array.Empty<Duty>());

    /// <summary>A day of the year that has passed comes again in the next.</summary>
    private static DateOnly Next(PolicyRow row, DateOnly start) =>
        row.After(start) is var due && due < start ? row.After(start.AddYears(1)) : due;
}
