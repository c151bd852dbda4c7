using System.Text.RegularExpressions;

namespace CharityLedger.House.Tests;

/// <summary>What a program can see of the house rules.</summary>
public sealed partial class TidyTests
{
    private const int MostLines = 500, MostColumns = 160;
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "Thread." + "Sleep"];

    public static TheoryData<string> Sources => [.. new[] { "src", "projections", "contracts", "tests" }
        .SelectMany(f => Directory.EnumerateFiles(Repository.Path(f), "*.cs", SearchOption.AllDirectories))
        .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)
            && !f.Contains("/clients/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_source_file_is_short_and_finished(string path)
    {
        var lines = File.ReadAllLines(Repository.Path(path));
        Assert.True(lines.Length <= MostLines, $"{path} has {lines.Length} lines.");
        Assert.DoesNotContain(lines, l => l.Length > MostColumns);
        Assert.DoesNotContain(lines, l => Unfinished.Any(word => l.Contains(word, StringComparison.Ordinal)));
    }

    /// <summary>Advisory locks of one database share one space of numbers: two of one number wait for each other.</summary>
    [Fact]
    public void No_two_advisory_locks_have_one_number()
    {
        var locks = Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
            .SelectMany(text => LockNumber().Matches(text).Select(m => m.Value)).ToList();
        Assert.True(locks.Count > 3);
        Assert.Equal(locks.Distinct(), locks);
    }

    [GeneratedRegex(@"(?<=const long \w+ = )4_847_320_\d{3}")]
    private static partial Regex LockNumber();

    [Fact]
    public void The_changelog_names_the_version_that_is_built()
    {
        var version = System.Xml.Linq.XDocument.Load(Repository.Path("Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Contains($"## {version}", File.ReadAllText(Repository.Path("CHANGELOG.md")), StringComparison.Ordinal);
    }
}
