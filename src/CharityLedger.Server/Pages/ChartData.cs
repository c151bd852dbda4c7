using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CharityLedger.Projections.Balances;

namespace CharityLedger.Server.Pages;

/// <summary>What a chart shows: the same figures as the table beside it.</summary>
/// <param name="Kind"><c>bars</c>: lying, stacked; <c>months</c>: standing, side by side.</param>
/// <param name="Names">One for each place on the axis.</param>
/// <param name="Series">One or more rows of figures.</param>
public sealed record ChartData(string Kind, IReadOnlyList<string> Names, IReadOnlyList<ChartSeries> Series)
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For an attribute, which Razor escapes.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>What was used and what is left, fund by fund.</summary>
    public static ChartData OfPots(Texts texts, IEnumerable<(string Name, Figures Figures)> pots)
    {
        var all = pots.ToList();
        return new("bars", [.. all.Select(p => p.Name)],
        [
            new("used", texts["figure.used"], [.. all.Select(p => p.Figures.UsedFen)]),
            new("left", texts["figure.left"], [.. all.Select(p => p.Figures.LeftFen)]),
        ]);
    }

    /// <summary>What came in and what was used, month by month.</summary>
    public static ChartData OfMonths(Texts texts, IReadOnlyList<MonthLine> months) => new("months",
        [.. months.Select(m => m.Name)],
        [
            new("received", texts["figure.came"], [.. months.Select(m => m.CameFen)]),
            new("used", texts["figure.used"], [.. months.Select(m => m.UsedFen)]),
        ]);
}

/// <summary>A row of figures in fen.</summary>
/// <param name="Role">Gives it its colour.</param>
public sealed record ChartSeries(string Role, string Name, IReadOnlyList<long> Fen);

/// <summary>A month of a fund.</summary>
/// <param name="CameFen">Gifts and allotments, without what went back or elsewhere.</param>
/// <param name="UsedFen">Paid, without what came back.</param>
public sealed record MonthLine(string Name, long CameFen, long UsedFen)
{
    /// <summary>Every month from the first movement to the last.</summary>
    public static IReadOnlyList<MonthLine> Of(IReadOnlyList<MonthFigures> moved)
    {
        if (moved.Count == 0) return [];
        var figures = moved.ToDictionary(m => m.Month, m => m.Figures);
        var lines = new List<MonthLine>();
        for (var month = moved[0].Month; month <= moved[^1].Month; month = month.AddMonths(1))
        {
            var f = figures.GetValueOrDefault(month, Figures.None);
            lines.Add(new MonthLine(month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                f.ReceivedFen - f.RefundedFen + f.AllocatedInFen - f.AllocatedOutFen, f.UsedFen));
        }

        return lines;
    }
}
