using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace CharityLedger.Server.Pages;

/// <summary>
/// The words of the public pages in one language. English pages stand under <c>/en</c>, the Chinese ones under no
/// prefix.
/// </summary>
public sealed class Texts
{
    private readonly FrozenDictionary<string, string> words;

    private Texts(string tag, string prefix)
    {
        (Tag, Prefix) = (tag, prefix);
        using var file = typeof(Texts).Assembly.GetManifestResourceStream($"Texts.{tag}.json")!;
        words = JsonSerializer.Deserialize<Dictionary<string,
            string>>(file)!.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Simplified Chinese.</summary>
    public static Texts Chinese { get; } = new("zh-CN", "");

    /// <summary>English.</summary>
    public static Texts English { get; } = new("en", "/en");

    /// <summary>BCP 47 tag, for <c>lang</c>.</summary>
    public string Tag { get; }

    /// <summary>What every path begins with in this language.</summary>
    public string Prefix { get; }

    /// <summary>The other language.</summary>
    public Texts Other => this == Chinese ? English : Chinese;

    /// <summary>All keys.</summary>
    public IEnumerable<string> Keys => words.Keys;

    /// <summary>The words of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public string this[string key] => words[key];

    /// <summary>The words of a key with its numbered gaps filled.</summary>
    public string Of(string key, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, words[key], values);

    /// <summary>The words for a code that may be one of others' making; the code itself where there are none.</summary>
    public string Code(string kind, string code) => words.GetValueOrDefault($"{kind}.{code}", code);
}
