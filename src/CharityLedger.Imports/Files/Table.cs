namespace CharityLedger.Imports.Files;

/// <summary>Sheets of rows of cells, read once from top to bottom; one row is held at a time.</summary>
internal abstract class Table : IDisposable
{
    /// <summary>Name of the current sheet; null in a CSV file.</summary>
    public abstract string? Sheet { get; }

    /// <summary>Number of the current row in its sheet, from 1, blank rows counted.</summary>
    public abstract int Row { get; }

    /// <summary>Cells of the current row.</summary>
    public abstract int Width { get; }

    /// <summary>Why the current row's fields are not certain, or null.</summary>
    public virtual string? Defect => null;

    /// <summary>How much was read, from 0 to 1; for a progress bar.</summary>
    public abstract double Progress { get; }

    /// <summary>The cell: null, string, double, bool, DateTime or TimeSpan. Null beyond the row's width.</summary>
    public abstract object? this[int column] { get; }

    /// <summary>Goes on to the next row of the current sheet; a table starts before the first.</summary>
    public abstract bool NextRow();

    /// <summary>Goes on to the next sheet; a table starts in its first.</summary>
    public abstract bool NextSheet();

    public abstract void Dispose();
}
