using System.Xml.Linq;

namespace CharityLedger.House.Tests;

public sealed class DependencyDirectionTests
{
    /// <summary>What each project may reference. Who is not named here may not exist.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Domain"] = ["Contracts"],
        ["EventStore"] = ["Contracts"],
        ["Imports"] = ["Contracts"],
        ["Projections"] = ["Contracts", "EventStore"],
        ["Server"] = ["Contracts", "Domain", "EventStore", "Imports", "Projections"],
        ["Cli"] = ["Contracts", "Domain", "EventStore", "Imports", "Projections", "Server"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        var file = Files().Single(f => Name(f) == project);
        var references = XDocument.Load(file).Descendants("ProjectReference").Select(r => Name(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Subset(Allowed[project].ToHashSet(), references.ToHashSet());
    }

    [Fact]
    public void Every_project_has_its_place_in_the_order() =>
        Assert.Equal(Allowed.Keys.Order(), Files().Select(Name).Order());

    [Fact]
    public void Contracts_use_nothing_but_the_base_class_library() =>
        Assert.Empty(XDocument.Load(Files().Single(f => Name(f) == "Contracts")).Descendants("PackageReference"));

    /// <summary>What it finds must be what any Marten application finds.</summary>
    [Fact]
    public void The_Marten_program_that_judges_the_ledger_knows_nothing_of_ours_but_the_contracts()
    {
        var file = Repository.Path("tests", "CharityLedger.MartenJudge", "CharityLedger.MartenJudge.csproj");
        var project = XDocument.Load(file);
        Assert.Equal(["Contracts"], project.Descendants("ProjectReference").Select(r => Name(r.Attribute("Include")!.Value)));
        Assert.Equal(["Marten"], project.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value));
        Assert.DoesNotContain(project.Descendants(), e => e.Name.LocalName is "Reference" or "Compile" or "Import");
    }

    /// <summary>Marten's own way to append takes no lock and draws positions before it commits; the peer in the bench shows
    /// what that costs.</summary>
    [Fact]
    public void Nobody_but_the_core_appends()
    {
        string[] banned = ["Events.Append", "Events.StartStream", "insert into ledger.mt_events", "copy ledger.mt_events"];
        var files = new[] { "src", "projections" }
            .SelectMany(f => Directory.EnumerateFiles(Repository.Path(f), "*.*", SearchOption.AllDirectories))
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".sql", StringComparison.Ordinal))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Where(f => !f.Contains("/Bench/", StringComparison.Ordinal));
        var appending = files.Where(f => banned.Any(File.ReadAllText(f).Contains)).Select(f => Path.GetFileName(f));
        Assert.Equal(["append.sql"], appending);
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Contracts")]
    public void What_decides_touches_no_database_clock_or_file(string project)
    {
        var folder = Path.GetDirectoryName(Files().Single(f => Name(f) == project))!;
        string[] banned = ["Npgsql", "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.UtcNow", "File.", "HttpClient", "Random"];
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(IsSource))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(banned, word => text.Contains(word, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Files() => new[] { "src", "projections", "contracts" }
        .SelectMany(f => Directory.EnumerateFiles(Repository.Path(f), "CharityLedger.*.csproj", SearchOption.AllDirectories))
        .Where(f => !f.Contains("/clients/", StringComparison.Ordinal));

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path)["CharityLedger.".Length..];

    private static bool IsSource(string path) =>
        !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal);
}
