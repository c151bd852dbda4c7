namespace CharityLedger.Projections.Engine;

/// <summary>Where a page of a list begins: beside this position of the log, on the side to which the list runs. A type
/// of its own, because a position and a number of rows are never the same thing.</summary>
/// <param name="Position">Position of the last entry of the page before.</param>
public readonly record struct PageStart(long Position);

/// <summary>How long a page of a list may be.</summary>
/// <param name="Rows">Most rows, or most vouchers.</param>
public readonly record struct PageSize(int Rows);
