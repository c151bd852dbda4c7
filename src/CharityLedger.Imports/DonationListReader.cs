using CharityLedger.Imports.Cells;
using CharityLedger.Imports.Files;
using CharityLedger.Imports.Sheets;

namespace CharityLedger.Imports;

/// <summary>
/// Reads one donation list (.xls, .xlsx or CSV) row by row, in memory that doesn't grow with the number of rows (an
/// .xlsx file's shared strings aside). Title, unit, header, blank and total rows are recognised and not handed out.
/// Every sheet with the profile's header is read. Not safe for concurrent use.
/// </summary>
public sealed class DonationListReader : IDisposable
{
    private readonly Table table;
    private readonly ImportProfile profile;
    private readonly DateCell dates;
    private readonly List<string> sheetsPassedOver = [];
    private SheetStart current;
    private bool started;

    private DonationListReader(Stream stream, string name, ImportProfile profile, DateOnly today)
    {
        this.profile = profile;
        dates = new DateCell(profile.DateFormats, today);
        Sha256 = ListFile.Digest(stream);
        table = ListFile.Read(stream, name, profile);
        SheetStart? incomplete = null;
        var start = FindStart(ref incomplete);
        while (start is null && table.NextSheet())
            start = FindStart(ref incomplete);
        current = start ?? throw NoHeader(incomplete?.Header);
    }

    /// <summary>SHA-256 of the file's bytes in lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>The first text above the header that is not the unit, or null.</summary>
    public string? Title => current.Title;

    /// <summary>The header row of the current sheet as it stands.</summary>
    public IReadOnlyList<string> Header => current.Header.Cells;

    /// <summary>Sheets without the profile's header, known in full after the end.</summary>
    public IReadOnlyList<string> SheetsPassedOver => sheetsPassedOver;

    /// <summary>Data rows so far, refused ones included.</summary>
    public int Rows { get; private set; }

    /// <summary>Sum of the gifts so far, in fen; at most <see cref="ImportLimits.TotalFen"/>.</summary>
    public long ComputedTotalFen { get; private set; }

    /// <summary>
    /// What the list says it adds up to, in fen: the last total row (合计, not 小计) of each sheet, added up. Null where
    /// there is none.
    /// </summary>
    public long? StatedTotalFen { get; private set; }

    /// <summary>How much of the file was read, from 0 to 1; for a progress bar.</summary>
    public double Progress => table.Progress;

    /// <summary>
    /// Opens the file, computes its digest and finds its header. All that can be told about the file as a whole is told
    /// here, before the first row.
    /// </summary>
    /// <param name="path">The file; what it holds counts, not how it is called.</param>
    /// <param name="profile">How its publisher writes.</param>
    /// <param name="today">Today's business date in Beijing; later dates are refused.</param>
    /// <exception cref="ImportFileException">With one of <see cref="ImportFileCode"/>.</exception>
    public static DonationListReader Open(string path, ImportProfile profile, DateOnly today) =>
        Open(ListFile.Open(path), path, profile, today);

    /// <inheritdoc cref="Open(string, ImportProfile, DateOnly)"/>
    /// <param name="stream">The file's bytes, which can be sought in; closed with the reader, or where this fails.</param>
    /// <param name="name">What the file is called: of one that can't be read, it tells what it was meant to be.</param>
    /// <param name="profile">How its publisher writes.</param>
    /// <param name="today">Today's business date in Beijing; later dates are refused.</param>
    public static DonationListReader Open(Stream stream, string name, ImportProfile profile, DateOnly today)
    {
        try
        {
            ListFile.CheckLength(stream);
            return new DonationListReader(stream, name, profile, today);
        }
        catch (Exception e)
        {
            stream.Dispose();
            if (e is IOException)
                throw new ImportFileException(ImportFileCode.FileUnreadable, $"Reading broke off: {e.Message}", e);
            throw;
        }
    }

    /// <summary>The data rows in the order of the file. It can be enumerated once.</summary>
    /// <exception cref="ImportFileException"><see cref="ImportFileCode.FileUnreadable"/> where a workbook turns out to
    /// be damaged further down, and the codes of a unit or header for a later sheet.</exception>
    public IEnumerable<ImportItem> ReadRows()
    {
        if (started)
            throw new InvalidOperationException("The rows can be read once.");
        started = true;
        do
        {
            foreach (var item in ReadSheet())
                yield return item;
        }
        while (NextSheetWithHeader());
    }

    public void Dispose() => table.Dispose();

    private IEnumerable<ImportItem> ReadSheet()
    {
        var rows = new RowReader(current.Header, dates, new Amount(profile, current.Unit));
        long? stated = null;
        while (table.NextRow())
        {
            var total = rows.TotalIn(table);
            if (total == TotalKind.Total)
                stated = rows.TotalFen(table) ?? stated;
            var isGift = total == TotalKind.None && !rows.IsBlank(table) && !current.IsRepeatedBy(table);
            if (!isGift && table.Defect is null)
                continue;
            Rows++;
            yield return Count(rows, rows.Read(table));
        }
        if (stated is { } fen)
            StatedTotalFen = (StatedTotalFen ?? 0) + fen;
    }

    private ImportItem Count(RowReader rows, ImportItem item)
    {
        if (item is not DonationRow gift)
            return item;
        if (gift.AmountFen > ImportLimits.TotalFen - ComputedTotalFen)
            return rows.Refuse(table, ImportField.Amount, RowRefusalCode.TotalTooLarge);
        ComputedTotalFen += gift.AmountFen;
        return gift;
    }

    private bool NextSheetWithHeader()
    {
        SheetStart? incomplete = null;
        while (table.NextSheet())
        {
            if (FindStart(ref incomplete) is not { } start)
                continue;
            current = start;
            return true;
        }
        return false;
    }

    private SheetStart? FindStart(ref SheetStart? incomplete)
    {
        var start = SheetStart.Find(table, profile);
        if (start is { Header.IsComplete: true })
            return start;
        if (start is not null && start.Header.Matches > (incomplete?.Header.Matches ?? 0))
            incomplete = start;
        if (table.Sheet is { } name)
            sheetsPassedOver.Add(name);
        return null;
    }

    private ImportFileException NoHeader(SheetHeader? incomplete)
    {
        if (incomplete is null)
            return new ImportFileException(
                ImportFileCode.HeaderNotFound,
                $"No header of profile \"{profile.Name}\" in the first {ImportLimits.HeaderSearchRows} rows.");
        var missing = string.Join(", ", incomplete.Missing.Select(
            field => $"{field.Name()} ({string.Join(" or ", profile.Headers[field])})"));
        var found = string.Join(" | ", incomplete.Cells.Where(cell => !CellText.IsBlank(cell)));
        return new ImportFileException(
            ImportFileCode.HeaderMissingColumn, $"The header lacks {missing}. Found: {found}");
    }
}
