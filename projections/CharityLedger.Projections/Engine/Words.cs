using System.Text.Json;

namespace CharityLedger.Projections.Engine;

/// <summary>The words of enums in tables: those of the stored events.</summary>
internal static class Words
{
    /// <summary>Such as <c>public_welfare</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value of a word.</summary>
    /// <exception cref="ArgumentException">There is no such value.</exception>
    public static T Parse<T>(string word) where T : struct, Enum =>
        Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
