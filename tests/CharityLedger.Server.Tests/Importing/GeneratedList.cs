using System.Globalization;
using System.Text;

namespace CharityLedger.Server.Tests.Importing;

/// <summary>A donation list of invented rows, written as CSV: the same numbers make the same list.</summary>
internal sealed record GeneratedList(string Path, int Rows, int Refused, long Fen) : IDisposable
{
    private const string Surnames = "赵钱孙李周吴郑王", Names = "安宁清远明志书文思齐";

    public const string Profile = """
        { "name": "generated", "headers": { "date": ["日期"], "donor": ["姓名"], "amount": ["金额", "金额（万元）"], "remark": ["备注"] },
          "dateFormats": ["yyyy-MM-dd"] }
        """;

    /// <param name="rows">Data rows; one in 500 states no date and is refused, one in 100 says the same as the row before.</param>
    /// <param name="seed">Two lists of one seed begin with the same rows.</param>
    /// <param name="title">Sets apart lists that agree in their rows.</param>
    public static GeneratedList Write(int rows, int seed, string title)
    {
        var random = new Random(seed);
        var (refused, sum, line) = (0, 0L, "");
        var text = new StringBuilder(title).Append("\n日期,姓名,金额,备注\n");
        for (var i = 1; i <= rows; i++)
        {
            var fen = random.NextInt64(1, 1_000_000);
            var name = $"{Surnames[random.Next(Surnames.Length)]}{Names[random.Next(Names.Length)]}{Names[random.Next(Names.Length)]}";
            var day = random.Next(1, 29);
            if (i % 500 == 0)
            {
                refused++;
                text.Append(CultureInfo.InvariantCulture, $"不详,{name},{fen / 100m},\n");
                continue;
            }

            if (i % 100 != 0 || i % 500 == 1) line = string.Create(CultureInfo.InvariantCulture, $"2020-02-{day:00},{name},{fen / 100m},{i % 7}");
            text.Append(line).Append('\n');
            sum += (long)(decimal.Parse(line.Split(',')[2], CultureInfo.InvariantCulture) * 100);
        }

        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"charityledger-list-{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text.Append(CultureInfo.InvariantCulture, $"合计,,{sum / 100m},\n").ToString());
        return new GeneratedList(path, rows, refused, sum);
    }

    /// <summary>Deletes it, and what a test wrote beside it under its name.</summary>
    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.GetTempPath(), System.IO.Path.GetFileName(Path) + "*"))
            File.Delete(file);
    }
}
