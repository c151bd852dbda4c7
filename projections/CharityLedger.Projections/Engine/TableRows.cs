using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CharityLedger.Projections.Engine;

/// <summary>
/// New rows of one table, already in the binary format of PostgreSQL's COPY (its manual, "COPY", Binary Format): per
/// row the
/// number of fields, per field its length and its bytes, all big-endian. Fields are added in the order of the columns.
/// </summary>
public sealed class TableRows
{
    private enum Kind
    {
        Bigint,
        Int,
        Date,
        Varchar,
        Bytea,
    }

    private static readonly DateOnly Epoch = new(2000, 1, 1);

    private readonly short fieldCount;
    private readonly Kind[] kinds;
    private int field;
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
        kinds = new Kind[columns.Count];
    }

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    public int Count { get; private set; }

    internal ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>The statement that adds the rows where there are few, with <see cref="Arrays"/> for parameters.</summary>
    internal string InsertSql => string.Create(CultureInfo.InvariantCulture, $"""
        insert into {Table} ({string.Join(", ", Columns)})
        select * from unnest({string.Join(", ", kinds.Select((k, i) => FormattableString.Invariant($"${i + 1}::{k}[]")))})
        """);

    /// <summary>Begins a row.</summary>
    public TableRows Row()
    {
        Count++;
        field = 0;
        BinaryPrimitives.WriteInt16BigEndian(Reserve(2), fieldCount);
        return this;
    }

    /// <summary>A bigint.</summary>
    public TableRows Long(long value)
    {
        kinds[field++] = Kind.Bigint;
        var span = Reserve(12);
        BinaryPrimitives.WriteInt32BigEndian(span, 8);
        BinaryPrimitives.WriteInt64BigEndian(span[4..], value);
        return this;
    }

    /// <summary>A bigint or null.</summary>
    public TableRows Long(long? value) => value is { } known ? Long(known) : Null(Kind.Bigint);

    /// <summary>An int.</summary>
    public TableRows Int(int value) => Four(Kind.Int, value);

    /// <summary>An int or null.</summary>
    public TableRows Int(int? value) => value is { } known ? Int(known) : Null(Kind.Int);

    /// <summary>A date or null.</summary>
    public TableRows Date(DateOnly? value) =>
        value is { } known ? Four(Kind.Date, known.DayNumber - Epoch.DayNumber) : Null(Kind.Date);

    /// <summary>A varchar or null.</summary>
    public TableRows Text(string? value)
    {
        if (value is null) return Null(Kind.Varchar);
        kinds[field++] = Kind.Varchar;
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
        if (value is null) return Null(Kind.Bytea);
        kinds[field++] = Kind.Bytea;
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

    /// <summary>The rows by column, an array for each.</summary>
    internal IReadOnlyList<object> Arrays()
    {
        var arrays = new Array[fieldCount];
        for (var i = 0; i < fieldCount; i++)
        {
            arrays[i] = kinds[i] switch
            {
                Kind.Bigint => new long?[Count],
                Kind.Int => new int?[Count],
                Kind.Date => new DateOnly?[Count],
                Kind.Varchar => new string?[Count],
                _ => new byte[]?[Count],
            };
        }

        var at = 0;
        for (var row = 0; row < Count; row++)
        {
            at += 2;
            foreach (var array in arrays)
            {
                var size = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at));
                at += 4;
                if (size < 0) continue;
                Set(array, row, buffer.AsSpan(at, size));
                at += size;
            }
        }

        return arrays;
    }

    private static void Set(Array array, int row, ReadOnlySpan<byte> bytes)
    {
        switch (array)
        {
            case long?[] numbers: numbers[row] = BinaryPrimitives.ReadInt64BigEndian(bytes); break;
            case int?[] numbers: numbers[row] = BinaryPrimitives.ReadInt32BigEndian(bytes); break;
            case DateOnly?[] days: days[row] = Epoch.AddDays(BinaryPrimitives.ReadInt32BigEndian(bytes)); break;
            case string?[] texts: texts[row] = Encoding.UTF8.GetString(bytes); break;
            case byte[]?[] data: data[row] = bytes.ToArray(); break;
        }
    }

    private TableRows Four(Kind kind, int value)
    {
        kinds[field++] = kind;
        var span = Reserve(8);
        BinaryPrimitives.WriteInt32BigEndian(span, 4);
        BinaryPrimitives.WriteInt32BigEndian(span[4..], value);
        return this;
    }

    private TableRows Null(Kind kind)
    {
        kinds[field++] = kind;
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
