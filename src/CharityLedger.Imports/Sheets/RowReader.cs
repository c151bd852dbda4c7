using CharityLedger.Imports.Cells;
using CharityLedger.Imports.Files;

namespace CharityLedger.Imports.Sheets;

/// <summary>Turns the rows below a header into gifts and refusals.</summary>
internal sealed class RowReader(SheetHeader header, DateCell dates, Amount amounts)
{
    private static readonly ImportField[] Content =
    [
        ImportField.Date, ImportField.Donor, ImportField.Amount, ImportField.Remark, ImportField.Channel,
        ImportField.Phone,
    ];

    /// <summary>What calls the current row a total although it has a date.</summary>
    private string? maybeTotal;

    /// <summary>True where no column of the profile but the serial number holds anything.</summary>
    public bool IsBlank(Table table)
    {
        foreach (var field in Content)
        {
            if (!CellText.IsBlank(Cell(table, field)))
                return false;
        }
        return true;
    }

    /// <summary>
    /// A total stands in any column, and no row with a date counts as one: passing over a gift would lose it. Such a
    /// row <see cref="Read"/> refuses, unless it names a donor and only its remark says so.
    /// </summary>
    public TotalKind TotalIn(Table table)
    {
        maybeTotal = null;
        for (var column = 0; column < table.Width; column++)
        {
            if (TotalWord.In(table[column]) is var kind && kind == TotalKind.None)
                continue;
            if (dates.Read(Cell(table, ImportField.Date), out _) is RowRefusalCode.DateMissing or RowRefusalCode.DateNotADate)
                return kind;
            if (column != header[ImportField.Remark] || CellText.IsBlank(Cell(table, ImportField.Donor)))
                maybeTotal = CellText.Of(table[column]);
        }
        return TotalKind.None;
    }

    /// <summary>The figure of a total row: in the amount column, otherwise the last number of the row.</summary>
    public long? TotalFen(Table table)
    {
        if (amounts.ReadTotal(Cell(table, ImportField.Amount)) is { } inColumn)
            return inColumn;
        for (var column = table.Width - 1; column >= 0; column--)
        {
            if (amounts.ReadTotal(table[column]) is { } elsewhere)
                return elsewhere;
        }
        return null;
    }

    /// <summary>The current row as a gift or a refusal, once <see cref="TotalIn"/> has looked at it.</summary>
    public ImportItem Read(Table table)
    {
        if (table.Defect is { } defect)
            return RefuseRow(table, RowRefusalCode.RowMalformed, defect);
        if (maybeTotal is not null)
            return RefuseRow(table, RowRefusalCode.RowMaybeTotal, RefusalText.Of(RowRefusalCode.RowMaybeTotal, maybeTotal));
        if (dates.Read(Cell(table, ImportField.Date), out var date) is { } badDate)
            return Refuse(table, ImportField.Date, badDate);
        if (Text(table, ImportField.Donor, out var donor) is { } badDonor)
            return badDonor;
        if (amounts.Read(Cell(table, ImportField.Amount), out var fen) is { } badAmount)
            return Refuse(table, ImportField.Amount, badAmount);
        if (Text(table, ImportField.Remark, out var remark) is { } badRemark)
            return badRemark;
        if (Text(table, ImportField.Channel, out var channel) is { } badChannel)
            return badChannel;
        if (Text(table, ImportField.Phone, out var phone) is { } badPhone)
            return badPhone;
        if (Text(table, ImportField.Serial, out var serial) is { } badSerial)
            return badSerial;
        return new DonationRow(
            table.Row, table.Sheet, date, donor, fen, OrNull(remark), OrNull(channel), OrNull(phone), OrNull(serial));
    }

    /// <summary>The refusal of the current row because of <paramref name="field"/>.</summary>
    public RefusedRow Refuse(Table table, ImportField field, string code)
    {
        var message = RefusalText.Of(code, CellText.Of(Cell(table, field)));
        return new RefusedRow(table.Row, table.Sheet, field.Name(), code, message);
    }

    private static RefusedRow RefuseRow(Table table, string code, string message) =>
        new(table.Row, table.Sheet, "row", code, message);

    private RefusedRow? Text(Table table, ImportField field, out string text)
    {
        var limit = field == ImportField.Remark ? ImportLimits.RemarkLength : ImportLimits.TextLength;
        var refusal = FreeText.Read(Cell(table, field), limit, out text);
        return refusal is null ? null : Refuse(table, field, refusal);
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private object? Cell(Table table, ImportField field) => header[field] is { } column ? table[column] : null;
}
