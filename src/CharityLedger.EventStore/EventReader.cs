using Marten;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>
/// Reads streams: one by Marten, many at once by their names. Thread-safe; every call takes a connection of its own.
/// </summary>
public sealed class EventReader(IDocumentStore store, NpgsqlDataSource database) : LogReader(database)
{
    /// <summary>One stream's events in order, up to a version or a recorded time where one is given.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string tenant, string stream,
        long? untilVersion = null, DateTimeOffset? recordedUntil = null, CancellationToken ct = default)
    {
        // Marten takes no version for all of them.
        if (untilVersion is <= 0) return [];
        await using var session = store.QuerySession(tenant);
        var events = await session.Events.FetchStreamAsync(stream, untilVersion ?? 0, recordedUntil, token: ct);
        return [.. events.Select(StoredEvent.Of)];
    }

    /// <summary>A stream's events in order, and the key that lies beside the log under a name, in one round trip.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="donor">Whose key.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <returns>The key is null where there is none, or it was destroyed.</returns>
    public async Task<(IReadOnlyList<StoredEvent> Events, byte[]? Wrapped)> ReadWithKeyAsync(
        string tenant, string stream, string donor, CancellationToken ct = default)
    {
        await using var batch = Database.CreateBatch();
        Add($"select {Columns} from ledger.mt_events where tenant_id = $1 and stream_id = $2 order by version", stream);
        Add("select wrapped from charity.donor_key where tenant = $1 and donor = $2", donor);
        var events = new List<StoredEvent>();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) events.Add(Read(reader));
        await reader.NextResultAsync(ct);
        return (events, await reader.ReadAsync(ct) ? reader.GetFieldValue<byte[]>(0) : null);

        void Add(string sql, string name) => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = tenant }, new NpgsqlParameter<string> { TypedValue = name } },
        });
    }

    /// <summary>All events of the streams of one kind, in the order of the log; for listed kinds of which there are few.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="type">Aggregate alias; see <see cref="Contracts.Streams.Listed"/>.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyList<StoredEvent>> ReadStreamsOfAsync(
        string tenant, string type, CancellationToken ct = default)
    {
        await using var command = Database.CreateCommand($"""
            select e.* from charity.listed_stream l cross join lateral (
                select {Columns} from ledger.mt_events where tenant_id = l.tenant and stream_id = l.id offset 0) as e
            where l.tenant = $1 and l.type = $2 order by e.seq_id
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(type);
        var events = new List<StoredEvent>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) events.Add(Read(reader));
        return events;
    }

    /// <summary>How many streams of a kind that the ledger lists a federation has.</summary>
    public async Task<long> CountStreamsOfAsync(string tenant, string type, CancellationToken ct = default)
    {
        await using var command = Database.CreateCommand("select count(*) from charity.listed_stream where tenant = $1 and type = $2");
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(type);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>One event of a stream by its number; null where the stream is not that long.</summary>
    public async Task<StoredEvent?> ReadVersionAsync(
        string tenant, string stream, long version, CancellationToken ct = default)
    {
        if (version <= 0) return null;
        await using var session = store.QuerySession(tenant);
        var events = await session.Events.FetchStreamAsync(stream, version, fromVersion: version, token: ct);
        return events.Select(StoredEvent.Of).SingleOrDefault();
    }

    /// <summary>Whether streams exist, and at which version.</summary>
    public async Task<IReadOnlyDictionary<string, long>> VersionsAsync(
        string tenant, IReadOnlyCollection<string> streams, CancellationToken ct = default)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        if (streams.Count == 0) return versions;
        await using var command = Database.CreateCommand(
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
        await using var command = Database.CreateCommand($"""
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
    /// <param name="type">Aggregate alias; see <see cref="Contracts.Streams.Listed"/>.</param>
    /// <param name="version">The version they stand at.</param>
    /// <param name="after">Name of the last stream of the page before; empty for the first page.</param>
    /// <param name="limit">Most streams to return.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyList<StoredEvent>> ReadFirstAtVersionAsync(
        string tenant, string type, long version, string after, int limit, CancellationToken ct = default)
    {
        await using var command = Database.CreateCommand($"""
            select e.* from charity.listed_stream l
            join ledger.mt_streams s on s.tenant_id = l.tenant and s.id = l.id and s.version = $4
            cross join lateral (
                select {Columns} from ledger.mt_events where tenant_id = l.tenant and stream_id = l.id and version = 1 limit 1) as e
            where l.tenant = $1 and l.type = $2 and l.id > $3 order by l.id limit $5
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(type);
        command.Parameters.AddWithValue(after);
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
        await using var command = Database.CreateCommand("""
            select seq_id, (headers ->> 'count')::int, timestamp from ledger.mt_events
            where id = $1 and (headers ->> 'hash' = $2 or length(headers ->> 'hash') <> length($2))
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

    /// <summary>Id of what a command made, in a stream of its own: what stands behind the stream's kind; null where none ends so.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="done">The command.</param>
    /// <param name="end">How the id ends.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<string?> FindMadeAsync(string tenant, AppendResult.Appended done, string end, CancellationToken ct = default)
    {
        await using var command = Database.CreateCommand("""
            select stream_id from ledger.mt_events
            where seq_id between $1 and $2 and tenant_id = $3 and version = 1 and right(stream_id, length($4)) = $4 order by seq_id limit 1
            """);
        command.Parameters.AddWithValue(done.First);
        command.Parameters.AddWithValue(done.Last);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(end);
        return await command.ExecuteScalarAsync(ct) is string stream ? stream[(stream.IndexOf('-', StringComparison.Ordinal) + 1)..] : null;
    }

    /// <summary>
    /// Looks names up one after the other, each by the index: given them all at once, a server that has not counted its
    /// tables yet compares every row of the federation with every name.
    /// </summary>
    private static string OneByOne(string select) =>
        $"from unnest($2::varchar[]) as w(id) cross join lateral (select {select} limit 1) as s";

}
