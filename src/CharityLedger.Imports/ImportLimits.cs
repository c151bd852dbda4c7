namespace CharityLedger.Imports;

/// <summary>What a file and its cells may be at most. Sizes in bytes, money in fen, lengths in UTF-16 units.</summary>
public static class ImportLimits
{
    public const long FileBytes = 512L << 20;

    /// <summary>An .xls holds at most 65,536 rows a sheet; beyond this size it isn't a donation list.</summary>
    public const long BinaryWorkbookBytes = 64L << 20;

    /// <summary>Sum of an .xlsx file's unpacked parts.</summary>
    public const long UnpackedBytes = 1L << 30;

    /// <summary>The shared strings of an .xlsx are held in memory, unlike its sheets.</summary>
    public const long SharedStringBytes = 64L << 20;

    public const int SheetRows = 1_048_576;

    public const int SheetColumns = 16_384;

    /// <summary>A header is looked for in so many rows from the top of a sheet.</summary>
    public const int HeaderSearchRows = 50;

    public const int CsvRecordBytes = 1 << 20;

    public const long ProfileBytes = 1L << 20;

    /// <summary>One amount, as everywhere in the ledger: 10^13 fen.</summary>
    public const long AmountFen = 10_000_000_000_000;

    /// <summary>One list's computed total: what one bucket of the ledger can hold, exact in JavaScript.</summary>
    public const long TotalFen = 9_000_000_000_000_000;

    public const int TextLength = 200;

    public const int RemarkLength = 500;

    public static readonly DateOnly EarliestDate = new(1900, 1, 1);
}
