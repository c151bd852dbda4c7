using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Reports;

/// <summary>Enums in addresses, written as in JSON.</summary>
internal static class Words
{
    /// <summary>The value of a word such as <c>due_soon</c>; null where none was given.</summary>
    public static Result<T?> Parse<T>(string? word, string field) where T : struct, Enum
    {
        if (word is null) return (T?)null;
        return Enum.TryParse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            && Enum.IsDefined(value) && !char.IsDigit(word[0]) && word[0] != '-'
            ? (T?)value
            : new Refusal(RefusalCode.MalformedRequest, $"“{Expectations.Shown(word)}” is none of: "
                + string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)) + ".", field);
    }
}
