using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharityLedger.Contracts;

/// <summary>A refusal: a stable code, a sentence for people, and the field concerned.</summary>
public sealed record Refusal(RefusalCode Code, string Message, string? Field = null);

/// <summary>The snake_case of a code.</summary>
public static class RefusalCodes
{
    /// <summary>Such as <c>insufficient_funds</c>.</summary>
    public static string Text(this RefusalCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    /// <summary>The code of a snake_case text.</summary>
    /// <exception cref="ArgumentException">There is no such code.</exception>
    public static RefusalCode Parse(string text) =>
        Enum.Parse<RefusalCode>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}

internal sealed class RefusalCodeJson() : JsonStringEnumConverter<RefusalCode>(JsonNamingPolicy.SnakeCaseLower);
