using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CharityLedger.EventStore;

/// <summary>
/// Ids of events. A command's first event has an id made from its federation and idempotency key, so that the unique
/// index
/// on event ids is also the memory of which keys were used (docs/adr/0002); the ids after it count on.
/// </summary>
internal static class EventIds
{
    /// <summary>The id of the event at an index within the command.</summary>
    public static Guid Of(string tenant, string key)
    {
        Span<byte> hash = stackalloc byte[32];
        // The length keeps (a, bc) and (ab, c) apart.
        var text = string.Create(CultureInfo.InvariantCulture, $"{tenant.Length}:{tenant}{key}");
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        hash[12..16].Clear();
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The id of a later event of the same command.</summary>
    public static Guid At(Guid first, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        first.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], index);
        return new Guid(bytes, bigEndian: true);
    }
}
