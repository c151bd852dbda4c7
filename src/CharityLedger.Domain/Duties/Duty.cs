using System.Text.Json.Serialization;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>How a duty stands.</summary>
public enum DutyStatus
{
    /// <summary>Not met, and its day is far (未到期).</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>Not met, and its day is near (即将到期).</summary>
    [JsonStringEnumMemberName("due_soon")] DueSoon,

    /// <summary>Not met, and its day has passed (逾期).</summary>
    [JsonStringEnumMemberName("overdue")] Overdue,

    /// <summary>Met (已履行), in time or late.</summary>
    [JsonStringEnumMemberName("met")] Met,
}

/// <summary>What met a duty.</summary>
/// <param name="On">When.</param>
/// <param name="By">Alias of the event, with its evidence where it names one.</param>
public sealed record DutyMeeting(DateOnly On, string By);

/// <summary>A duty with its due date, its legal source, and what met it.</summary>
/// <param name="Id">Stable id: the row, the subject and, where it recurs, its number.</param>
/// <param name="Row">Row of the policy table; its source is the duty's.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="DueOn">Last day on which it is met in time.</param>
/// <param name="Applied">Whether its row is in force; others are shown as advice.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Met">What met it; null while nothing did.</param>
public sealed record Duty(
    string Id, PolicyRow Row, string Subject, DateOnly DueOn, bool Applied, DutyStatus Status, DutyMeeting? Met)
{
    /// <summary>Whether somebody raised it, because something outside the ledger began it.</summary>
    public bool IsRaised { get; init; }

    /// <summary>Years that it runs through whose public holidays are not known: they counted Monday to Friday. Null for none.</summary>
    public IReadOnlyList<int>? YearsWithoutHolidays { get; init; }

    /// <summary>Whether it was met after its day.</summary>
    public bool Late => Met is not null && Met.On > DueOn;
}
