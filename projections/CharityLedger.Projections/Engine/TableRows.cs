using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CharityLedger.Projections.Engine;

/// <summary>
/// New rows of one table, already in the binary format of PostgreSQL's COPY (its manual, "COPY", Binary Format): per
/// row the
/// number of fields, per field its length and its bytes, all big-endian. Fields are added in the order of the columns.
/// </summary>
public sealed class TableRows
{
    private static readonly DateOnly Epoch = new(2000, 1, 1);

    private readonly short fieldCount;
    private byte[] buffer = [];
    private int length;

    /// <summary>Starts with no row.</summary>
    /// <param name="table">The table, without schema.</param>
    /// <param name="columns">Its columns, in the order in which fields will be added.</param>
    public TableRows(string table, params IReadOnlyList<string> columns)
    {
        Table = table;
        Columns = columns;
        fieldCount = (short)columns.Count;
    }

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    public int Count { get; private set; }

    internal ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Begins a row.</summary>
    public TableRows Row()
    {
        Count++;
        BinaryPrimitives.WriteInt16BigEndian(Reserve(2), fieldCount);
        return this;
    }

    /// <summary>A bigint.</summary>
    public TableRows Long(long value)
    {
        var span = Reserve(12);
        BinaryPrimitives.WriteInt32BigEndian(span, 8);
        BinaryPrimitives.WriteInt64BigEndian(span[4..], value);
        return this;
    }

    /// <summary>A bigint or null.</summary>
    public TableRows Long(long? value) => value is { } known ? Long(known) : Null();

    /// <summary>An int.</summary>
    public TableRows Int(int value)
    {
        var span = Reserve(8);
        BinaryPrimitives.WriteInt32BigEndian(span, 4);
        BinaryPrimitives.WriteInt32BigEndian(span[4..], value);
        return this;
    }

    /// <summary>An int or null.</summary>
    public TableRows Int(int? value) => value is { } known ? Int(known) : Null();

    /// <summary>A date or null.</summary>
    public TableRows Date(DateOnly? value) => value is { } known ? Int(known.DayNumber - Epoch.DayNumber) : Null();

    /// <summary>A varchar or null.</summary>
    public TableRows Text(string? value)
    {
        if (value is null) return Null();
        var span = Reserve(4 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, span[4..]);
        BinaryPrimitives.WriteInt32BigEndian(span, written);
        length -= span.Length - 4 - written;
        return this;
    }

    /// <summary>A bytea given in base64, or null.</summary>
    /// <exception cref="FormatException">It is no base64.</exception>
    public TableRows Base64(string? value)
    {
        if (value is null) return Null();
        var span = Reserve(4 + value.Length);
        if (!Convert.TryFromBase64String(value, span[4..], out var written))
            throw new FormatException("Sealed data is not base64.");
        BinaryPrimitives.WriteInt32BigEndian(span, written);
        length -= span.Length - 4 - written;
        return this;
    }

    /// <summary>Gives the memory back; the rows are gone.</summary>
    internal void Release()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private TableRows Null()
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(4), -1);
        return this;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (length + bytes > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + bytes));
            buffer.AsSpan(0, length).CopyTo(larger);
            Release();
            buffer = larger;
        }

        var span = buffer.AsSpan(length, bytes);
        length += bytes;
        return span;
    }
}
