using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Campaigns;
using CharityLedger.Domain.Projects;
using CharityLedger.Domain.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>What a calendar of duties is computed from.</summary>
/// <param name="Policy">The rules that bind the federation.</param>
/// <param name="Today">Today in Beijing.</param>
/// <param name="Until">Recurring duties are shown until this day.</param>
/// <param name="Events">The federation's dossier, in the order of the log.</param>
/// <param name="Campaigns">Its campaigns.</param>
/// <param name="Projects">Its projects.</param>
/// <param name="FundYears">The years of its funds' agreements, with what was spent in each.</param>
public sealed record DutyInput(
    Policy Policy, DateOnly Today, DateOnly Until, IReadOnlyList<ILedgerEvent> Events,
    IReadOnlyList<CampaignState> Campaigns, IReadOnlyList<ProjectState> Projects, IReadOnlyList<FundYear> FundYears)
{
    /// <summary>Its certificates for public fundraising.</summary>
    public IEnumerable<FundraisingQualified> Certificates => Events.OfType<FundraisingQualified>();

    /// <summary>A duty by a row of the policy table; none where no row covers the day from which it runs.</summary>
    /// <param name="row">Id of the row.</param>
    /// <param name="id">What tells it apart from others of the row.</param>
    /// <param name="subject">What it is about, in words.</param>
    /// <param name="start">Day from which it runs.</param>
    /// <param name="met">What of the ledger's own events met it.</param>
    /// <param name="times">How often the row's time runs: 2 for the second report of a series.</param>
    public IEnumerable<Duty> Of(
        string row, string id, string subject, DateOnly start, DutyMeeting? met = null, int times = 1)
    {
        if (Policy.Row(row, start) is not { Value.Length: > 0 } found) yield break;
        var counted = times == 1 ? found
            : found with { Value = (found.Number * times).ToString(CultureInfo.InvariantCulture) };
        yield return Of(found, $"{row}/{id}", subject, counted.After(start), start, met);
    }

    /// <summary>A duty whose day is known.</summary>
    public Duty Of(
        PolicyRow row, string id, string subject, DateOnly due, DateOnly start, DutyMeeting? met, string soon = PolicyIds.DutyDueSoon)
    {
        met ??= Events.OfType<DutyMet>().Where(e => e.Duty == id)
            .Select(e => new DutyMeeting(e.OccurredOn, $"duty_met: {e.Evidence}")).FirstOrDefault();
        var uncounted = row.Unit == PolicyUnit.WorkingDays ? WorkingDays.YearsWithoutHolidays(start, due) : [];
        return new Duty(id, row, subject, due, row.IsInForce(start), StatusOf(due, met, soon), met)
        {
            YearsWithoutHolidays = uncounted.Count == 0 ? null : uncounted,
        };
    }

    /// <summary>How a duty stands that is due on a day.</summary>
    public DutyStatus StatusOf(DateOnly due, DutyMeeting? met, string soon) => met is not null ? DutyStatus.Met
        : due < Today ? DutyStatus.Overdue
        : due <= Today.AddDays((int)(Policy.Number(soon, Today) ?? 0)) ? DutyStatus.DueSoon : DutyStatus.Open;
}

/// <summary>A year of a fund's agreement.</summary>
/// <param name="Fund">The fund.</param>
/// <param name="Name">Its name.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Ratio">What was spent, of the initial sum.</param>
public sealed record FundYear(string Fund, string Name, DateOnly From, DateOnly To, Ratio Ratio);
