using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace CharityLedger.Imports.Files;

/// <summary>An .xls or .xlsx file as a table.</summary>
internal sealed class WorkbookTable : Table
{
    private readonly Stream stream;
    private readonly IExcelDataReader reader;
    private int row;
    private int sheetsBefore;

    static WorkbookTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public WorkbookTable(Stream stream)
    {
        this.stream = stream;
        reader = Guard(() => ExcelReaderFactory.CreateReader(
            stream, new ExcelReaderConfiguration { LeaveOpen = true }));
        CheckSize();
    }

    public override string? Sheet => reader.Name;

    public override int Row => row;

    public override int Width => reader.FieldCount;

    public override double Progress =>
        (sheetsBefore + Math.Min(1, (double)row / Math.Max(1, reader.RowCount))) / Math.Max(1, reader.ResultsCount);

    public override object? this[int column] => column >= reader.FieldCount
        ? null
        : reader.GetValue(column) switch
        {
            DBNull => null,
            int number => (double)number,
            var value => value,
        };

    public override bool NextRow()
    {
        if (!Guard(reader.Read))
            return false;
        row++;
        return true;
    }

    public override bool NextSheet()
    {
        row = 0;
        sheetsBefore++;
        if (!Guard(reader.NextResult))
            return false;
        CheckSize();
        return true;
    }

    public override void Dispose()
    {
        reader.Dispose();
        stream.Dispose();
    }

    private void CheckSize()
    {
        if (reader.RowCount > ImportLimits.SheetRows || reader.FieldCount > ImportLimits.SheetColumns)
            throw new ImportFileException(
                ImportFileCode.FileUnreadable,
                $"Sheet \"{reader.Name}\" claims {reader.RowCount} rows and {reader.FieldCount} columns; "
                + $"a sheet holds at most {ImportLimits.SheetRows} and {ImportLimits.SheetColumns}.");
    }

    /// <summary>On damaged files the reader throws whatever its parsers met; to the caller it is one failure.</summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidPasswordException e)
        {
            throw new ImportFileException(
                ImportFileCode.FilePasswordProtected, "The workbook is protected by a password.", e);
        }
        catch (Exception e) when (e is not ImportFileException)
        {
            throw new ImportFileException(
                ImportFileCode.FileUnreadable, $"The workbook can't be read: {e.Message}", e);
        }
    }
}
