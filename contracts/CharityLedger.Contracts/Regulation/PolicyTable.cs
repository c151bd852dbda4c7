using System.Globalization;
using System.Text;

namespace CharityLedger.Contracts.Regulation;

/// <summary>Reads the tables of <c>contracts/policy</c>, which travel inside this assembly.</summary>
public static class PolicyTable
{
    /// <summary>The thresholds and bans of <c>rules.csv</c> and <c>bans.csv</c>.</summary>
    public static IReadOnlyList<PolicyRow> Rows { get; } = [.. Read("rules").Concat(Read("bans")).Select(Row)];

    /// <summary>The rows of one table, each by the names of its columns.</summary>
    /// <param name="table">Name of the file, without <c>.csv</c>.</param>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(string table)
    {
        using var stream = typeof(PolicyTable).Assembly.GetManifestResourceStream($"Policy.{table}.csv")
            ?? throw new InvalidOperationException($"There is no policy table {table}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var header = Cells(reader.ReadLine()!);
        while (reader.ReadLine() is { } line)
        {
            var cells = Cells(line);
            if (cells.Count != header.Count)
                throw new InvalidOperationException($"{table}.csv has {header.Count} columns, but: {line}");
            yield return header.Zip(cells).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal);
        }
    }

    /// <summary>The date of a cell.</summary>
    /// <exception cref="FormatException">It is no date.</exception>
    public static DateOnly Date(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static PolicyRow Row(IReadOnlyDictionary<string, string> cells) => new(
        cells["id"], cells["region"], cells["value"], Enum<PolicyUnit>(cells["unit"]), Date(cells["effective_from"]),
        cells["effective_to"].Length == 0 ? null : Date(cells["effective_to"]), Enum<PolicyStatus>(cells["status"]),
        cells["source"], cells["note_en"], cells["note_zh"]);

    private static T Enum<T>(string text) where T : struct, Enum =>
        System.Enum.Parse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>The cells of a line (RFC 4180); no cell holds a line break.</summary>
    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(line[i]);
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
