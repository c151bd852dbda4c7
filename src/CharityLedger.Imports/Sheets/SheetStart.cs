using CharityLedger.Imports.Cells;
using CharityLedger.Imports.Files;

namespace CharityLedger.Imports.Sheets;

/// <summary>The top of a sheet, down to its header.</summary>
internal sealed record SheetStart(SheetHeader Header, MoneyUnit Unit, string? Title)
{
    /// <summary>
    /// Reads rows until a complete header. Without one, returns the row that came closest, or null where no column was
    /// recognised at all.
    /// </summary>
    /// <exception cref="ImportFileException"><see cref="ImportFileCode.UnitUnknown"/>,
    /// <see cref="ImportFileCode.UnitConflict"/> or <see cref="ImportFileCode.HeaderDuplicateColumn"/>.</exception>
    public static SheetStart? Find(Table table, ImportProfile profile)
    {
        SheetHeader? closest = null;
        var above = new List<string>();
        while (table.Row < ImportLimits.HeaderSearchRows && table.NextRow())
        {
            var header = SheetHeader.Match(table, profile);
            if (header.IsComplete)
            {
                header.ThrowIfAmbiguous();
                return new SheetStart(header, UnitOf(header, above, profile), TitleOf(above));
            }
            if (header.Matches > (closest?.Matches ?? 0))
                closest = header;
            above.AddRange(header.Cells.Where(cell => !CellText.IsBlank(cell)));
        }
        return closest is null ? null : new SheetStart(closest, profile.Unit, Title: null);
    }

    /// <summary>True for a row that repeats the top of the sheet: header, title or unit, as printed pages do.</summary>
    public bool IsRepeatedBy(Table table)
    {
        if (Header.IsRepeatedBy(table))
            return true;
        string? only = null;
        for (var column = 0; column < table.Width; column++)
        {
            if (CellText.IsBlank(table[column]))
                continue;
            if (only is not null)
                return false;
            only = CellText.Trim(CellText.Of(table[column]));
        }
        return only is not null && (only == Title || IsUnit(only));
    }

    private static bool IsUnit(string text) =>
        CellText.Fold(text).StartsWith("单位", StringComparison.Ordinal) && UnitStatement.In(text) is not null;

    private static string? TitleOf(List<string> above) =>
        above.Select(CellText.Trim).FirstOrDefault(text => !IsUnit(text));

    private static MoneyUnit UnitOf(SheetHeader header, List<string> above, ImportProfile profile)
    {
        MoneyUnit? unit = null;
        foreach (var text in above.Append(header.Cells[header[ImportField.Amount]!.Value]))
        {
            if (UnitStatement.In(text) is not { } stated)
                continue;
            if (unit is not null && unit != stated)
                throw new ImportFileException(
                    ImportFileCode.UnitConflict, $"\"{text}\" contradicts the unit that was stated above it.");
            unit = stated;
        }
        return unit ?? profile.Unit;
    }
}
