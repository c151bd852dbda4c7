using CharityLedger.Imports.Cells;
using CharityLedger.Imports.Files;

namespace CharityLedger.Imports.Sheets;

/// <summary>The row that names the columns, matched against a profile.</summary>
internal sealed class SheetHeader
{
    private static readonly ImportField[] Needed = [ImportField.Date, ImportField.Donor, ImportField.Amount];

    private readonly int[] columns = new int[Enum.GetValues<ImportField>().Length];
    private string? ambiguity;

    private SheetHeader(IReadOnlyList<string> cells) => Cells = cells;

    /// <summary>The row as it stands.</summary>
    public IReadOnlyList<string> Cells { get; }

    /// <summary>Column of a field, or null where the list has none.</summary>
    public int? this[ImportField field] => columns[(int)field] < 0 ? null : columns[(int)field];

    /// <summary>How many fields were found.</summary>
    public int Matches => columns.Count(column => column >= 0);

    public IEnumerable<ImportField> Missing => Needed.Where(needed => this[needed] is null);

    public bool IsComplete => !Missing.Any();

    /// <summary>The current row read as a header; <see cref="IsComplete"/> says whether it is one.</summary>
    public static SheetHeader Match(Table table, ImportProfile profile)
    {
        var cells = new string[table.Width];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = CellText.Of(table[column]);
        var folded = Array.ConvertAll(cells, CellText.Fold);
        var header = new SheetHeader(cells);
        foreach (var field in Enum.GetValues<ImportField>())
            header.columns[(int)field] = header.Find(folded, profile.Headers[field], field);
        if (profile.Remarks == RemarkUse.Ignore)
            header.columns[(int)ImportField.Remark] = -1;
        return header;
    }

    /// <summary>True where the current row repeats this header, as the pages of a printed list do.</summary>
    public bool IsRepeatedBy(Table table) => Needed.All(field =>
        table[this[field]!.Value] is string text && CellText.Trim(text) == CellText.Trim(Cells[this[field]!.Value]));

    /// <exception cref="ImportFileException"><see cref="ImportFileCode.HeaderDuplicateColumn"/></exception>
    public void ThrowIfAmbiguous()
    {
        if (ambiguity is not null)
            throw new ImportFileException(ImportFileCode.HeaderDuplicateColumn, ambiguity);
    }

    private int Find(string[] cells, IReadOnlyList<string> spellings, ImportField field)
    {
        foreach (var spelling in spellings.Select(CellText.Fold))
        {
            var first = Array.IndexOf(cells, spelling);
            if (first < 0)
                continue;
            if (Array.IndexOf(cells, spelling, first + 1) is var second and >= 0)
                ambiguity = $"Columns {first + 1} and {second + 1} are both headed \"{spelling}\": "
                    + $"which is the {field.Name()}?";
            return first;
        }
        return -1;
    }
}
