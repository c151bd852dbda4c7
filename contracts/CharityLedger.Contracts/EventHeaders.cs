using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CharityLedger.Contracts;

/// <summary>A half-open interval <c>[From, To)</c> of positions, in fen, on a bucket's line. Stored as <c>[from,to]</c>.</summary>
/// <param name="From">First position.</param>
/// <param name="To">One past the last.</param>
[JsonConverter(typeof(IntervalJson))]
public readonly record struct Interval(long From, long To)
{
    /// <summary>Number of fen in it.</summary>
    [JsonIgnore]
    public long Length => To - From;
}

/// <summary>Which part of an earlier outflow a reversal brings back.</summary>
/// <param name="Position">Global position of the event that holds the outflow.</param>
/// <param name="Posting">Index of the outflow among that event's postings.</param>
/// <param name="Offset">Offsets into the outflow's concatenated slices.</param>
public sealed record OutflowPart(long Position, int Posting, Interval Offset);

/// <summary>Where a posting of an event lies on its bucket's line. Exactly one of In and Out is set.</summary>
/// <param name="Bucket">Bucket id within the tenant.</param>
/// <param name="In">The interval that an inflow took.</param>
/// <param name="Out">The slices that an outflow took, in order.</param>
/// <param name="From">For the inflow of a transfer: index of the outflow posting of the same event that feeds it. With Of: what was
/// given to a trust comes back out of it.</param>
/// <param name="Of">For a reversal's inflow: what it brings back.</param>
/// <param name="Across">For money from another federation: the outflow of the same command that feeds it.</param>
public sealed record Posting(
    Bucket Bucket, Interval? In = null, IReadOnlyList<Interval>? Out = null, int? From = null, OutflowPart? Of = null,
    OutflowPart? Across = null)
{
    /// <summary>What it moves, in fen; positive either way.</summary>
    [JsonIgnore]
    public long AmountFen => In?.Length ?? Out!.Sum(s => s.Length);
}

/// <summary>
/// Money of a bucket that an event sets aside for its stream, or gives back: it stays where it lies, takes no place on the line,
/// and nobody else may spend, move or refund it. What a stream holds is the sum over its events.
/// </summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Fen">What more is reserved from here on; negative for what is given back.</param>
public sealed record Reservation(Bucket Bucket, long Fen);

/// <summary>What the core writes beside an event: who, under which key, and where its money lies.</summary>
/// <param name="User">The user who acted.</param>
/// <param name="Key">Idempotency key of the command; on the first event of a command only.</param>
/// <param name="Hash">Keyed digest of the command's input with its version, base64; <see cref="ErasedHash"/> where it was a plain
/// SHA-256, as programs before 0.4.0 made it. On the first event only.</param>
/// <param name="Count">Number of the command's events; on the first event only.</param>
/// <param name="Postings">The event's postings.</param>
/// <param name="Reservations">What the event reserves and gives back; each bucket once.</param>
public sealed record EventHeaders(
    string User, string? Key = null, string? Hash = null, int? Count = null, IReadOnlyList<Posting>? Postings = null,
    IReadOnlyList<Reservation>? Reservations = null)
{
    /// <summary>Characters of a plain SHA-256 in base64.</summary>
    public const int OldHashLength = 44;

    /// <summary>What stands where a plain SHA-256 stood.</summary>
    public const string ErasedHash = "-";

    private static readonly JsonTypeInfo<EventHeaders> Json =
        (JsonTypeInfo<EventHeaders>)EventJson.Default.GetTypeInfo(typeof(EventHeaders))!;

    /// <summary>The UTF-8 JSON stored in <c>mt_events.headers</c>.</summary>
    public byte[] ToJson() => EventJson.Serialize(this, typeof(EventHeaders));

    /// <summary>Reads stored headers.</summary>
    /// <exception cref="JsonException">They are not ours.</exception>
    public static EventHeaders Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Json)!;

    /// <summary>The user in stored headers, without reading the rest; empty where there is none.</summary>
    public static string UserOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUser = reader.ValueTextEquals("user"u8);
            reader.Read();
            if (isUser) return reader.GetString() ?? "";
            reader.Skip();
        }

        return "";
    }
}

internal sealed class IntervalJson : JsonConverter<Interval>
{
    public override Interval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read()) throw new JsonException("An interval is [from,to].");
        var from = reader.GetInt64();
        reader.Read();
        var to = reader.GetInt64();
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw new JsonException("An interval is [from,to].");
        return new Interval(from, to);
    }

    public override void Write(Utf8JsonWriter writer, Interval value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.From);
        writer.WriteNumberValue(value.To);
        writer.WriteEndArray();
    }
}
