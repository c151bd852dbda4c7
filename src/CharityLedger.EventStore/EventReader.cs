using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace CharityLedger.EventStore;

/// <summary>Reads the log. Thread-safe; every call takes a connection of its own.</summary>
public sealed class EventReader(NpgsqlDataSource database)
{
    internal const string Columns = "seq_id, mt_events.id, tenant_id, stream_id, version, type, timestamp, data, headers";
    private const int PageSize = 5_000;

    /// <summary>Global position of the last event; 0 for an empty log.</summary>
    public async Task<long> LastPositionAsync(CancellationToken ct = default)
    {
        await using var command = database.CreateCommand("select coalesce(max(seq_id), 0) from ledger.mt_events");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>One stream's events in order, up to a version or a recorded time where one is given.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string tenant, string stream,
        long? untilVersion = null, DateTimeOffset? recordedUntil = null, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand($"""
            select {Columns} from ledger.mt_events
            where tenant_id = $1 and stream_id = $2 and version <= $3 and timestamp <= $4 order by version
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(stream);
        command.Parameters.AddWithValue(untilVersion ?? long.MaxValue);
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = recordedUntil ?? DateTimeOffset.MaxValue, NpgsqlDbType = NpgsqlDbType.TimestampTz,
        });
        var events = new List<StoredEvent>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) events.Add(Read(reader));
        return events;
    }

    /// <summary>All events of the streams of one kind, in the order of the log; for kinds of which there are few.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="type">Aggregate alias: what their names begin with.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyList<StoredEvent>> ReadStreamsOfAsync(
        string tenant, string type, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand($"""
            select {Columns} from ledger.mt_events
            where tenant_id = $1 and stream_id > $2 and stream_id < $3 order by seq_id
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(type + "-");
        command.Parameters.AddWithValue(type + ".");
        var events = new List<StoredEvent>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) events.Add(Read(reader));
        return events;
    }

    /// <summary>One event of a stream by its number; null where the stream is not that long.</summary>
    public async Task<StoredEvent?> ReadVersionAsync(string tenant, string stream, long version, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand(
            $"select {Columns} from ledger.mt_events where tenant_id = $1 and stream_id = $2 and version = $3");
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(stream);
        command.Parameters.AddWithValue(version);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    /// <summary>Whether streams exist, and at which version.</summary>
    public async Task<IReadOnlyDictionary<string, long>> VersionsAsync(
        string tenant, IReadOnlyCollection<string> streams, CancellationToken ct = default)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        if (streams.Count == 0) return versions;
        await using var command = database.CreateCommand(
            "select w.id, s.version " + OneByOne("version from ledger.mt_streams where tenant_id = $1 and id = w.id"));
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(streams.ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) versions[reader.GetString(0)] = reader.GetInt64(1);
        return versions;
    }

    /// <summary>The first event of each of these streams that exists.</summary>
    public async Task<IReadOnlyDictionary<string, StoredEvent>> ReadFirstAsync(
        string tenant, IReadOnlyCollection<string> streams, CancellationToken ct = default)
    {
        var first = new Dictionary<string, StoredEvent>(StringComparer.Ordinal);
        if (streams.Count == 0) return first;
        await using var command = database.CreateCommand($"""
            select s.* {OneByOne(Columns + " from ledger.mt_events where tenant_id = $1 and stream_id = w.id and version = 1")}
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(streams.ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var stored = Read(reader);
            first[stored.Stream] = stored;
        }

        return first;
    }

    /// <summary>First events of the streams of one kind that stand at a version, in the order of their names.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="type">Aggregate alias: what their names begin with.</param>
    /// <param name="version">The version they stand at.</param>
    /// <param name="after">Name of the last stream of the page before; empty for the first page.</param>
    /// <param name="limit">Most streams to return.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyList<StoredEvent>> ReadFirstAtVersionAsync(
        string tenant, string type, long version, string after, int limit, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand($"""
            select {Columns} from (
                select s.tenant_id as t, s.id as i from ledger.mt_streams s
                where s.tenant_id = $1 and s.id > $2 and s.id < $3 and s.version = $4 order by s.id limit $5) page
            join ledger.mt_events on tenant_id = t and stream_id = i and version = 1 order by i
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(after.Length > 0 ? after : type + "-");
        command.Parameters.AddWithValue(type + ".");
        command.Parameters.AddWithValue(version);
        command.Parameters.AddWithValue(limit);
        var events = new List<StoredEvent>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) events.Add(Read(reader));
        return events;
    }

    /// <summary>
    /// Where a command with this key and input was appended earlier; null if it wasn't, or had another input.
    /// </summary>
    public async Task<AppendResult.Appended?> FindCommandAsync(
        string tenant, string key, byte[] inputHash, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand("""
            select seq_id, (headers ->> 'count')::int, timestamp from ledger.mt_events
            where id = $1 and headers ->> 'hash' = $2
            """);
        command.Parameters.AddWithValue(EventIds.Of(tenant, key));
        command.Parameters.AddWithValue(Convert.ToBase64String(inputHash));
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new AppendResult.Appended(row.GetInt64(0), row.GetInt64(0) + row.GetInt32(1) - 1, row.GetFieldValue<DateTimeOffset>(2))
            {
                IsRepeat = true,
            }
            : null;
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

    /// <summary>
    /// Looks names up one after the other, each by the index: given them all at once, a server that has not counted its
    /// tables yet compares every row of the federation with every name.
    /// </summary>
    private static string OneByOne(string select) =>
        $"from unnest($2::varchar[]) as w(id) cross join lateral (select {select} limit 1) as s";

    internal static StoredEvent Read(NpgsqlDataReader r) => new(
        r.GetInt64(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetString(5),
        r.GetFieldValue<DateTimeOffset>(6), r.GetFieldValue<byte[]>(7), r.IsDBNull(8) ? "{}"u8.ToArray() : r.GetFieldValue<byte[]>(8));
}
