using System.Text;
using CsvHelper;

namespace CharityLedger.Imports.Files;

/// <summary>A CSV file (RFC 4180) as a table of one sheet.</summary>
internal sealed class CsvTable : Table
{
    private readonly Stream stream;
    private readonly CsvReader reader;
    private string[] cells = [];
    private int width;
    private string? defect;
    private bool stopped;

    public CsvTable(Stream stream, Encoding encoding, char delimiter)
    {
        this.stream = stream;
        stream.Position = 0;
        reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            // Blank records count, so that numbers agree with what a spreadsheet program shows.
            SkipEmptyLines = false,
            TrackLineNumbers = true,
            MaxRecordSize = ImportLimits.CsvRecordBytes,
            Encoding = encoding,
            OnMalformedRecord = record => defect = Describe(record.LineNumber, record.RawRecord.Count(c => c == '\n')),
        });
    }

    public override string? Sheet => null;

    public override int Row => checked((int)reader.RowNumber) + (stopped ? 1 : 0);

    public override int Width => width;

    public override string? Defect => defect;

    public override double Progress => (double)stream.Position / stream.Length;

    public override object? this[int column] => column < width ? cells[column] : null;

    public override bool NextRow()
    {
        defect = null;
        width = 0;
        if (stopped)
            return false;
        try
        {
            if (!reader.Read())
                return false;
        }
        catch (Exception e) when (e is IOException or DecoderFallbackException)
        {
            throw new ImportFileException(ImportFileCode.FileUnreadable, $"Reading broke off: {e.Message}", e);
        }
        catch (CsvFormatException e)
        {
            // A record beyond the limit is an opening quote without its closing one: it swallows all that follows.
            stopped = true;
            defect = $"The record is longer than {ImportLimits.CsvRecordBytes} bytes; nothing after it could be read. "
                + e.Message;
            return true;
        }
        width = reader.FieldCount;
        if (cells.Length < width)
            cells = new string[width];
        for (var column = 0; column < width; column++)
            cells[column] = reader.GetString(column);
        return true;
    }

    public override bool NextSheet() => false;

    public override void Dispose() => reader.Dispose();

    private static string Describe(long line, int breaks) =>
        $"Quotes don't match in {(breaks == 0 ? $"line {line}" : $"lines {line} to {line + breaks}, read as one")}; "
        + "a field that holds a quote stands in quotes, with its own quotes doubled.";
}
