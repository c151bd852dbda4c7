using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CharityLedger.Server.Hosting;

/// <summary>What is expected where something else was sent, in a caller's words and never in .NET's.</summary>
internal static class Expectations
{
    private const int MostShown = 100;

    /// <summary>A caller's own text as it may be said back: short, and without what can't be seen.</summary>
    public static string Shown(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
        return plain.Length <= MostShown ? plain : plain[..MostShown] + "…";
    }

    /// <summary>A type, such as “a whole number” or “one of: clerk, approver”.</summary>
    public static string Of(Type type, JsonSerializerOptions json)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum)
            return "one of: " + string.Join(", ", Enum.GetValues(plain).Cast<object>().Select(v => JsonSerializer.SerializeToElement(v, plain, json)));
        if (plain == typeof(long)) return "a whole number of at most 64 bits";
        if (plain == typeof(int)) return "a whole number of at most 32 bits";
        if (plain == typeof(bool)) return "true or false";
        if (plain == typeof(DateOnly)) return "a day such as 2026-03-02";
        if (plain == typeof(string)) return "a text";
        return json.GetTypeInfo(plain).Kind switch
        {
            JsonTypeInfoKind.Enumerable => "a list",
            JsonTypeInfoKind.Object => "an object with " + string.Join(", ", json.GetTypeInfo(plain).Properties.Select(p => p.Name)),
            _ => "another value",
        };
    }
}
