using System.Globalization;

namespace CharityLedger.Imports.Cells;

/// <summary>Business dates: a spreadsheet's date cells, or text in one of the profile's formats.</summary>
internal sealed class DateCell(IReadOnlyList<string> formats, DateOnly today)
{
    private readonly string[] formats = [.. formats];
    private string? lastText;
    private DateOnly lastDate;

    /// <summary>Returns null and the date, or the refusal's code.</summary>
    public string? Read(object? cell, out DateOnly date)
    {
        date = default;
        if (CellText.IsBlank(cell))
            return RowRefusalCode.DateMissing;
        if (!TryParse(cell, out date))
            return RowRefusalCode.DateNotADate;
        if (date > today)
            return RowRefusalCode.DateInFuture;
        return date < ImportLimits.EarliestDate ? RowRefusalCode.DateTooOld : null;
    }

    private bool TryParse(object? cell, out DateOnly date)
    {
        if (cell is DateTime time)
        {
            date = DateOnly.FromDateTime(time);
            return true;
        }
        var text = CellText.Of(cell);
        // A list repeats a day for hundreds of rows.
        if (text == lastText)
        {
            date = lastDate;
            return true;
        }
        // Formats may carry a time of day, as bank statements do; only the day counts.
        if (!DateTime.TryParseExact(
                CellText.Narrow(text), formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
        {
            date = default;
            return false;
        }
        (lastText, lastDate) = (text, DateOnly.FromDateTime(parsed));
        date = lastDate;
        return true;
    }
}
