using System.Globalization;
using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Regulation;

/// <summary>Whether a row is law.</summary>
public enum PolicyStatus
{
    /// <summary>In force (施行): it is applied.</summary>
    [JsonStringEnumMemberName("in_force")] InForce,

    /// <summary>A draft (征求意见稿): applied only where a federation sets it in force.</summary>
    [JsonStringEnumMemberName("draft")] Draft,

    /// <summary>Its source was not seen (未核实): applied only where a federation sets it in force.</summary>
    [JsonStringEnumMemberName("unverified")] Unverified,
}

/// <summary>What a row's value is.</summary>
public enum PolicyUnit
{
    /// <summary>An amount in yuan with at most two decimals; its number is in fen.</summary>
    [JsonStringEnumMemberName("yuan")] Yuan,

    /// <summary>A part in percent with at most two decimals; its number is in basis points (1/10,000).</summary>
    [JsonStringEnumMemberName("percent")] Percent,

    /// <summary>Calendar days.</summary>
    [JsonStringEnumMemberName("days")] Days,

    /// <summary>Working days, as <see cref="Regulation.WorkingDays"/> counts them.</summary>
    [JsonStringEnumMemberName("working_days")] WorkingDays,

    /// <summary>Months; a day that a month lacks becomes its last.</summary>
    [JsonStringEnumMemberName("months")] Months,

    /// <summary>Years.</summary>
    [JsonStringEnumMemberName("years")] Years,

    /// <summary>A day of the year, <c>MM-dd</c>; its number is month × 100 + day.</summary>
    [JsonStringEnumMemberName("month_day")] MonthDay,

    /// <summary>A day of the month.</summary>
    [JsonStringEnumMemberName("day_of_month")] DayOfMonth,

    /// <summary>A number of things.</summary>
    [JsonStringEnumMemberName("count")] Count,

    /// <summary>yes or no; its number is 1 or 0.</summary>
    [JsonStringEnumMemberName("flag")] Flag,

    /// <summary>What the last word of the id names is refused; the value is <c>refused</c>, or <c>allowed</c> where lifted.</summary>
    [JsonStringEnumMemberName("ban")] Ban,

    /// <summary>What the last word of the id names is one of the choices; the value is <c>allowed</c> or <c>refused</c>.</summary>
    [JsonStringEnumMemberName("allowed")] Allowed,

    /// <summary>Words, for information.</summary>
    [JsonStringEnumMemberName("text")] Text,
}

/// <summary>A rule as dated data: a threshold, a ratio, a deadline or a ban, from when to when, and where it stands.</summary>
/// <param name="Id">Dotted id; the same one for all dates and regions.</param>
/// <param name="Region">
/// Whom it binds: empty for all; <c>河南省</c> for federations of just that region; <c>河南省*</c> also for those within it.
/// </param>
/// <param name="Value">As an accountant writes it; empty where it is not known.</param>
/// <param name="Unit">What the value is.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null while it lasts.</param>
/// <param name="Status">Whether it is law.</param>
/// <param name="Source">Law and article, or whatever else says so.</param>
/// <param name="NoteEn">Meaning, in English.</param>
/// <param name="NoteZh">Meaning, in Chinese.</param>
public sealed record PolicyRow(
    string Id, string Region, string Value, PolicyUnit Unit, DateOnly From, DateOnly? To, PolicyStatus Status,
    string Source, string NoteEn, string NoteZh)
{
    /// <summary>The value as a number of its unit: fen, basis points, days and so on.</summary>
    /// <exception cref="InvalidOperationException">The value is not known, or is no number.</exception>
    [JsonIgnore]
    public long Number => NumberOf(Unit, Value)
        ?? throw new InvalidOperationException($"The policy row {Id} holds no {Unit}: “{Value}”.");

    /// <summary>Whether it is applied on a date.</summary>
    public bool IsInForce(DateOnly on) => Status == PolicyStatus.InForce && Covers(on);

    /// <summary>Whether a date lies within its dates.</summary>
    public bool Covers(DateOnly on) => From <= on && (To is null || on <= To);

    /// <summary>The date that lies this long after another one, or is named by it.</summary>
    /// <param name="start">The day from which it runs. For a day of the year: any day of that year; of a month: any day
    /// of that month.</param>
    /// <exception cref="InvalidOperationException">It is no time.</exception>
    public DateOnly After(DateOnly start) => Unit switch
    {
        PolicyUnit.Days => start.AddDays((int)Number),
        PolicyUnit.WorkingDays => WorkingDays.Add(start, Number),
        PolicyUnit.Months => start.AddMonths((int)Number),
        PolicyUnit.Years => start.AddYears((int)Number),
        PolicyUnit.MonthDay => new DateOnly(start.Year, (int)Number / 100, (int)Number % 100),
        PolicyUnit.DayOfMonth => new DateOnly(start.Year, start.Month, (int)Number),
        _ => throw new InvalidOperationException($"The policy row {Id} is no time."),
    };

    /// <summary>The number that a value is in its unit; null where it is none.</summary>
    public static long? NumberOf(PolicyUnit unit, string value) => unit switch
    {
        PolicyUnit.Yuan or PolicyUnit.Percent => Hundredths(value),
        PolicyUnit.MonthDay => DateOnly.TryParseExact("2001-" + value, "yyyy-MM-dd", out var day)
            ? day.Month * 100 + day.Day : null,
        PolicyUnit.Flag => value switch { "yes" => 1, "no" => 0, _ => null },
        PolicyUnit.Ban or PolicyUnit.Allowed => value switch { "allowed" => 1, "refused" => 0, _ => null },
        PolicyUnit.Text => null,
        PolicyUnit.DayOfMonth => Whole(value) is >= 1 and <= 28 and var number ? number : null,
        PolicyUnit.Months => Whole(value, 1_200),
        PolicyUnit.Years => Whole(value, 100),
        _ => Whole(value),
    };

    /// <summary>No time is longer than a century, so that dates can be counted from it.</summary>
    private static long? Whole(string value, int most = 36_500) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number : null;

    private static long? Hundredths(string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number.Scale <= 2 && number <= 100_000_000_000m ? decimal.ToInt64(number * 100m) : null;
}
