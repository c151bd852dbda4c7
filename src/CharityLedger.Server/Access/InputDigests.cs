using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CharityLedger.Server.Access;

/// <summary>
/// The digest behind an idempotency key, by which the same request is known again and another one under the same key is
/// refused: HMAC-SHA-256 under a key of the installation's own, since what was asked may hold a donor's name and phone,
/// and the log keeps the digest for ever. Its first byte is the version of this rule; 16 bytes of HMAC follow.
/// Thread-safe.
/// </summary>
public sealed class InputDigests(MasterKey master)
{
    /// <summary>Version of the rule. The first was a plain SHA-256, of 32 bytes; see <see cref="EventStore.OldDigests"/>.</summary>
    public const byte Version = 2;

    private readonly KeyedDigest secret = new(master.Derive("input"));

    /// <summary>The digest of what an envelope asks.</summary>
    public byte[] Of(Envelope envelope)
    {
        var digest = new byte[17];
        digest[0] = Version;
        var tenant = envelope.Caller.Federation;
        BinaryPrimitives.WriteUInt128BigEndian(digest.AsSpan(1), envelope.Subject is { } subject
            ? secret.Digest([tenant, envelope.Command, subject, envelope.Input])
            : secret.Digest([tenant, envelope.Command, envelope.Input]));
        return digest;
    }
}

/// <summary>
/// A request as one text, whatever the program calls its types and in which order it declares their members: JSON with
/// members by name, names of enum members instead of their numbers, and without members that are null, so that a member
/// that a later version adds changes nothing as long as nobody names it.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ByName } },
    };

    /// <summary>The text of a request.</summary>
    public static string Of<T>(T request) => JsonSerializer.Serialize(request, Options);

    private static void ByName(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var place = 0;
        foreach (var member in type.Properties.OrderBy(p => p.Name, StringComparer.Ordinal)) member.Order = place++;
    }
}
