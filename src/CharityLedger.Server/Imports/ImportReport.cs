using System.Text.Json.Serialization;

namespace CharityLedger.Server.Imports;

/// <summary>What to do with rows that the ledger already knows.</summary>
public enum OnKnown
{
    /// <summary>Hold them for the accountant's word.</summary>
    Hold,

    /// <summary>Pass over them.</summary>
    Skip,

    /// <summary>Take them as further gifts.</summary>
    Import,
}

/// <summary>A row that could not be taken. The sheet is named in a workbook.</summary>
public sealed record RowRefusal(string? Sheet, int Row, string Field, string Code, string Message);

/// <summary>What became of one donation list. Amounts in fen.</summary>
/// <param name="File">Its name.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="Imported">New gifts.</param>
/// <param name="ImportedFen">Their sum.</param>
/// <param name="Known">Rows that were known already.</param>
/// <param name="KnownFen">Their sum.</param>
/// <param name="Held">Known rows that were newly held.</param>
/// <param name="Refused">Rows that could not be taken; the first 10,000 of them.</param>
/// <param name="RefusedCount">How many those are in all.</param>
/// <param name="ComputedTotalFen">Sum of all rows but the refused.</param>
/// <param name="StatedTotalFen">What the list says of itself.</param>
/// <param name="Screened">Rows that are held, by this run or an earlier one, because of a name or because a word on the source is
/// missing: see <c>/screening/holds</c>.</param>
/// <param name="ScreenedFen">Their sum.</param>
public sealed record ImportReport(
    string File, int Rows, int Imported, long ImportedFen, int Known, long KnownFen, int Held,
    IReadOnlyList<RowRefusal> Refused, int RefusedCount, long ComputedTotalFen,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? StatedTotalFen, int Screened, long ScreenedFen);

/// <summary>How far an import is.</summary>
/// <param name="Rows">Rows done.</param>
/// <param name="Fraction">Part of the file read, 0 to 1.</param>
public sealed record ImportProgress(int Rows, double Fraction);

/// <summary>Counts while rows come in.</summary>
internal sealed class ImportTally
{
    private const int MostRefused = 10_000;
    private readonly List<RowRefusal> refused = [];

    public int Done { get; private set; }

    public int Imported { get; private set; }

    public int Own { get; private set; }

    public int RefusedCount { get; private set; }

    private long importedFen, knownFen, screenedFen;
    private int known, held, screened;

    public void Refuse(RowRefusal row)
    {
        Done++;
        RefusedCount++;
        if (refused.Count < MostRefused) refused.Add(row);
    }

    public void Add(ChunkResult chunk)
    {
        Done += chunk.Rows - chunk.Refused.Count;
        foreach (var row in chunk.Refused) Refuse(row);
        Imported += chunk.Imported;
        importedFen += chunk.ImportedFen;
        known += chunk.Known;
        knownFen += chunk.KnownFen;
        held += chunk.Held;
        screened += chunk.Screened;
        screenedFen += chunk.ScreenedFen;
        Own += chunk.Own;
    }

    public int KnownElsewhere => known - (Own - Imported);

    /// <summary>Every row that was not refused is new, known or held, also where it was the ledger's rules that refused one.</summary>
    public ImportReport Report(string file, int rows, long? stated) =>
        new(file, rows, Imported, importedFen, known, knownFen, held, refused, RefusedCount, importedFen + knownFen + screenedFen,
            stated, screened, screenedFen);
}

/// <summary>What became of some rows.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Imported">New gifts.</param>
/// <param name="ImportedFen">Their sum.</param>
/// <param name="Known">Known rows.</param>
/// <param name="KnownFen">Their sum.</param>
/// <param name="Held">Newly held.</param>
/// <param name="Own">Rows that stand as gifts because of this list, new or from a run before.</param>
/// <param name="Refused">Refused by the domain.</param>
/// <param name="Screened">Held because of a name or a missing word on the source.</param>
/// <param name="ScreenedFen">Their sum.</param>
internal sealed record ChunkResult(
    int Rows, int Imported, long ImportedFen, int Known, long KnownFen, int Held, int Own, IReadOnlyList<RowRefusal> Refused,
    int Screened, long ScreenedFen);
