using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharityLedger.Cli;

internal static class CliJson
{
    /// <summary>The API's own JSON, with Chinese unescaped.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Prints a value as one line of JSON.</summary>
    public static void Print<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, Options));
}
