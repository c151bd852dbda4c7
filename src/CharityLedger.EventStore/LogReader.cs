using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>Reads the log by position, page by page. Thread-safe; every call takes a connection of its own.</summary>
public class LogReader(NpgsqlDataSource database)
{
    internal const string Columns =
        "seq_id, mt_events.id, tenant_id, stream_id, version, type, timestamp, data, headers";

    /// <summary>Where its connections come from.</summary>
    protected NpgsqlDataSource Database => database;

    private const int PageSize = 5_000;

    /// <summary>Global position of the last event; 0 for an empty log.</summary>
    public async Task<long> LastPositionAsync(CancellationToken ct = default)
    {
        await using var command = database.CreateCommand("select coalesce(max(seq_id), 0) from ledger.mt_events");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// All events after a position, in order, page by page, up to the last one committed when a page is read.
    /// </summary>
    /// <param name="after">Position after which to start; 0 for the beginning.</param>
    /// <param name="until">Last position to read.</param>
    /// <param name="tenant">Only this federation's, where given.</param>
    /// <param name="ct">Stops the reading.</param>
    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(long after = 0, long until = long.MaxValue,
        string? tenant = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var last = Math.Min(until, await LastPositionAsync(ct));
        await using var connection = await database.OpenConnectionAsync(ct);
        while (after < last)
        {
            var to = Math.Min(last, after + PageSize);
            foreach (var stored in await ReadPageAsync(connection, after, to, tenant, ct: ct)) yield return stored;
            after = to;
        }
    }

    /// <summary>
    /// The events of a range of positions. The bounds stand in the text as literals: a prepared statement could be
    /// given a
    /// generic plan that sorts the whole table.
    /// </summary>
    public static async Task<List<StoredEvent>> ReadPageAsync(NpgsqlConnection connection, long after, long to,
        string? tenant = null, IReadOnlyList<string>? types = null, CancellationToken ct = default)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        var where = string.Create(CultureInfo.InvariantCulture, $"seq_id > {after} and seq_id <= {to}");
        if (tenant is not null) where += " and tenant_id = " + Parameter(tenant);
        if (types is not null) where += " and type = any(" + Parameter(types.ToArray()) + ")";
        command.CommandText = $"select {Columns} from ledger.mt_events where {where} order by seq_id";
        var events = new List<StoredEvent>((int)Math.Min(to - after, PageSize));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) events.Add(Read(reader));
        return events;

        string Parameter(object value)
        {
            command.Parameters.AddWithValue(value);
            return string.Create(CultureInfo.InvariantCulture, $"${command.Parameters.Count}");
        }
    }

    internal static StoredEvent Read(NpgsqlDataReader r) => new(
        r.GetInt64(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetString(5),
        r.GetFieldValue<DateTimeOffset>(6), r.GetFieldValue<byte[]>(7), r.IsDBNull(8) ? "{}"u8.ToArray() : r.GetFieldValue<byte[]>(8));
}
