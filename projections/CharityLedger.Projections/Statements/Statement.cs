using CharityLedger.Contracts.Accounting;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Projections.Statements;

/// <summary>A column of a statement.</summary>
/// <param name="Key">Stable name, such as <c>month_total</c>.</param>
/// <param name="Name">Chinese heading.</param>
/// <param name="NameEn">English heading.</param>
public sealed record StatementColumn(string Key, string Name, string NameEn);

/// <summary>A line of a statement.</summary>
/// <param name="Key">Stable name: an account's role, or that of a sum.</param>
/// <param name="Name">Chinese name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="IsTotal">Whether it sums lines above.</param>
/// <param name="AmountsFen">Amounts in fen, in the order of the columns.</param>
public sealed record StatementLine(
    string Key, string Name, string NameEn, bool IsTotal, IReadOnlyList<long> AmountsFen);

/// <summary>A statement of one account set, with its comparative periods.</summary>
/// <param name="Kind">balance_sheet, activities or cash_flows.</param>
/// <param name="Name">Chinese title.</param>
/// <param name="NameEn">English title.</param>
/// <param name="Book">The account set.</param>
/// <param name="Month">First day of the month that it closes with.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Lines">Its lines; those of accounts that never moved are left out.</param>
public sealed record Statement(string Kind, string Name, string NameEn, string Book, DateOnly Month,
    IReadOnlyList<StatementColumn> Columns, IReadOnlyList<StatementLine> Lines)
{
    /// <summary>An amount by line and column; 0 where the line was left out.</summary>
    /// <exception cref="InvalidOperationException">There is no such column.</exception>
    public long AmountFen(string line, string column)
    {
        var index = Columns.Select((c, i) => (c.Key, Index: i)).First(c => c.Key == column).Index;
        return Lines.FirstOrDefault(l => l.Key == line)?.AmountsFen[index] ?? 0;
    }
}

/// <summary>Months that a column sums: from the first to the last, both included.</summary>
internal readonly record struct Span(DateOnly From, DateOnly To)
{
    public bool Holds(DateOnly month) => From <= month && month <= To;

    /// <summary>The month, the year up to it, and the same part of last year.</summary>
    public static (Span Span, string Key, string Name, string NameEn)[] Periods(DateOnly month)
    {
        var year = new DateOnly(month.Year, 1, 1);
        return
        [
            (new Span(month, month), "month", "本月数", "Month"),
            (new Span(year, month), "year", "本年累计数", "Year to date"),
            (new Span(year.AddYears(-1), month.AddYears(-1)), "last_year", "上年同期累计数", "Last year to date"),
        ];
    }
}

/// <summary>What the statements share.</summary>
internal static class StatementParts
{
    public static string KeyOf(AccountRole role) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString());

    /// <summary>Sums balances, debit less credit, of what a test picks.</summary>
    public static long Sum(this IEnumerable<MonthSums> months, Func<MonthSums, bool> picks) =>
        months.Where(picks).Sum(m => m.BalanceFen);

    /// <summary>The sum of lines, column by column.</summary>
    public static long[] Total(this IEnumerable<StatementLine> lines, int columns)
    {
        var total = new long[columns];
        foreach (var line in lines)
            for (var i = 0; i < columns; i++) total[i] += line.AmountsFen[i];
        return total;
    }

    /// <summary>Lines that say anything.</summary>
    public static List<StatementLine> Moved(this IEnumerable<StatementLine> lines) =>
        [.. lines.Where(l => l.AmountsFen.Any(a => a != 0))];
}
