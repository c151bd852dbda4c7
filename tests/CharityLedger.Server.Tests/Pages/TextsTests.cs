using System.Text.RegularExpressions;
using CharityLedger.Server.Pages;

namespace CharityLedger.Server.Tests.Pages;

public sealed partial class TextsTests
{
    /// <summary>Keys whose last word is made while the page is: channels, shares of a gift, messages.</summary>
    private static readonly string[] Families =
    [
        "channel.", "statement.", "story.", "not-found.", "error.", "away.", "building.", "unit.", "status.", "value.", "duty.",
        "desk-step.", "desk-done.", "action.", "refusal.", "fact.", "copy.",
        "ops-done.", "job.", "job-figure.", "trust-role.", "trust-report.", "lottery-purpose.", "lottery-level.", "lottery-type.", "register-kind.",
    ];

    [Fact]
    public void Both_languages_have_the_same_keys() =>
        Assert.Equal(Texts.Chinese.Keys.Order(StringComparer.Ordinal),
            Texts.English.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Both_languages_have_the_same_gaps() => Assert.All(Texts.Chinese.Keys, key =>
        Assert.Equal(Gaps(Texts.Chinese[key]), Gaps(Texts.English[key])));

    [Fact]
    public void Every_key_has_words() => Assert.All(Texts.Chinese.Keys, key =>
    {
        Assert.False(string.IsNullOrWhiteSpace(Texts.Chinese[key]), key);
        Assert.False(string.IsNullOrWhiteSpace(Texts.English[key]), key);
    });

    [Fact]
    public void Pages_use_all_keys_and_no_others()
    {
        var sources = Directory.EnumerateFiles(PagesFolder(), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToList();
        var literals = sources.SelectMany(s => Literal().Matches(s)).Select(m => m.Groups[1].Value).ToHashSet();
        var used = sources.SelectMany(s => Lookup().Matches(s)).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.NotEmpty(used);
        Assert.Empty(used.Except(Texts.Chinese.Keys));
        Assert.DoesNotContain(Texts.Chinese.Keys.Except(literals), k =>
            !Families.Any(f => k.StartsWith(f, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_code_of_others_making_stands_for_itself()
    {
        Assert.Equal("Cash", Texts.English.Code("channel", "cash"));
        Assert.Equal("pigeon", Texts.English.Code("channel", "pigeon"));
    }

    private static IEnumerable<string> Gaps(string text) => Gap().Matches(text).Select(m => m.Value)
        .Order(StringComparer.Ordinal);

    private static string PagesFolder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "CharityLedger.sln"))) at = at.Parent;
        return Path.Combine(at!.FullName, "src", "CharityLedger.Server", "Pages");
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Gap();

    [GeneratedRegex("\"([a-z-]+\\.[a-z-]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("(?:\\bT|[tT]exts)(?:\\.Other)?(?:\\[|\\.Of\\()\"([a-z.-]+)\"")]
    private static partial Regex Lookup();
}
