using System.Globalization;
using System.Reflection;
using CharityLedger.Contracts;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>Every code has a test that meets it, and a line in docs/refusals.md.</summary>
public sealed class CoverageTests
{
    /// <summary>Codes that no request brings about, and why.</summary>
    private static readonly Dictionary<RefusalCode, string> OutOfReach = new()
    {
        [RefusalCode.InternalError] = "It stands for defects; a request that brought it about would be one to mend.",
    };

    [Fact]
    public void Every_code_is_met_in_a_test_or_out_of_reach_for_a_reason()
    {
        var met = typeof(CoverageTests).Assembly.GetTypes().SelectMany(t => t.GetMethods())
            .SelectMany(m => m.GetCustomAttribute<RefusesAttribute>()?.Codes ?? []).ToHashSet();
        Assert.Empty(met.Intersect(OutOfReach.Keys));
        Assert.Equal(Enum.GetValues<RefusalCode>(), met.Concat(OutOfReach.Keys).Order());
    }

    [Fact]
    public void The_guide_names_every_code_with_the_status_that_the_host_answers()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CharityLedger.sln"))) root = root.Parent!;
        var rows = File.ReadLines(Path.Combine(root.FullName, "docs", "refusals.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToList();
        Assert.Equal(
            Enum.GetValues<RefusalCode>().Select(c => ($"`{c.Text()}`", Problems.StatusOf(c).ToString(CultureInfo.InvariantCulture))),
            rows.Select(r => (r[0], r[1])));
        Assert.All(rows, r =>
        {
            Assert.Equal(5, r.Length);
            Assert.All(r, cell => Assert.NotEmpty(cell));
            Assert.Contains(r[3], c => c is >= '\u4E00' and <= '\u9FFF');
        });
    }
}
