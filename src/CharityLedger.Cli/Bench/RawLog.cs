using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace CharityLedger.Cli.Bench;

/// <summary>
/// The floor of writing: one connection that stores rows of the same size in the same tables with the same durability,
/// and
/// does nothing else. No lock, no buckets, no idempotency, no callers.
/// </summary>
internal sealed class RawLog(NpgsqlDataSource database)
{
    private const string Streams = "ledger.mt_streams (tenant_id, id, type, version, timestamp, created)";
    private const string Events =
        "ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, headers)";

    private long position;

    /// <summary>Position of the last row.</summary>
    public long Position => position;

    /// <summary>A row as the ledger stored it; the floor stores as many bytes.</summary>
    public required RawRow Sample { get; init; }

    /// <summary>Goes on behind what earlier workloads wrote.</summary>
    public static Task<RawLog> OpenAsync(ScratchDatabase raw, ScratchDatabase ledger, CancellationToken ct) =>
        OpenAsync(raw.Source, ledger.Source, "gift_received", ct);

    /// <summary>The same, with the bytes of the last event of a type.</summary>
    public static async Task<RawLog> OpenAsync(NpgsqlDataSource raw, NpgsqlDataSource ledger, string sample, CancellationToken ct) =>
        new(raw) { Sample = await RawRow.LastAsync(ledger, sample, ct) };

    /// <summary>
    /// Groups as large as there are callers, one multi-row insert for each table, until the time is up.
    /// </summary>
    public async Task<Turn> InsertGroupsAsync(int group, TimeSpan time, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        var watch = Stopwatch.StartNew();
        var events = 0L;
        for (; watch.Elapsed < time; events += group) await InsertGroupAsync(connection, group, ct);
        return new Turn(events, watch.Elapsed);
    }

    /// <summary>One group.</summary>
    public Task InsertGroupAsync(NpgsqlConnection connection, int group, CancellationToken ct) =>
        InsertAsync(connection, NextStreams(group), ct);

    /// <summary>
    /// The session is set as the appender's is, so that its plans are as good. The guard of the log is the ledger's own
    /// work, and off here. Workloads share the floor's tables: each goes on behind what lies there.
    /// </summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("""
            set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off;
            set plan_cache_mode = force_generic_plan;
            alter table ledger.mt_events disable trigger user;
            select coalesce(max(seq_id), 0) from ledger.mt_events
            """, connection);
        position = (long)(await command.ExecuteScalarAsync(ct))!;
        return connection;
    }

    /// <summary>All rows in one transaction by binary COPY.</summary>
    public async Task<Turn> CopyAsync(int rows, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        return await Turn.OfAsync(async () =>
        {
            var (streams, now) = (NextStreams(rows), DateTimeOffset.UtcNow);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using (var copy = await connection.BeginBinaryImportAsync($"copy {Streams} from stdin binary", ct))
            {
                foreach (var stream in streams)
                    await copy.WriteRowAsync(ct, Sample.Tenant, stream, Sample.StreamType, 1L, now, now);
                await copy.CompleteAsync(ct);
            }

            await using (var copy = await connection.BeginBinaryImportAsync($"copy {Events} from stdin binary", ct))
            {
                foreach (var stream in streams) await WriteEventAsync(copy, stream, now, ct);
                await copy.CompleteAsync(ct);
            }

            await transaction.CommitAsync(ct);
            return rows;
        });
    }

    private async Task WriteEventAsync(
        NpgsqlBinaryImporter copy, string stream, DateTimeOffset now, CancellationToken ct)
    {
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(++position, ct);
        await copy.WriteAsync(Guid.NewGuid(), ct);
        await copy.WriteAsync(stream, ct);
        await copy.WriteAsync(1L, ct);
        await copy.WriteAsync(Sample.Data, NpgsqlDbType.Jsonb, ct);
        await copy.WriteAsync(Sample.Type, ct);
        await copy.WriteAsync(now, ct);
        await copy.WriteAsync(Sample.Tenant, ct);
        await copy.WriteAsync(Sample.Headers, NpgsqlDbType.Jsonb, ct);
    }

    private async Task InsertAsync(NpgsqlConnection connection, string[] streams, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, "begin");
        Add(batch, $"insert into {Streams} select $2, id, $3, 1, $4, $4 from unnest($1::varchar[]) as n(id)",
            streams, Sample.Tenant, Sample.StreamType, DateTimeOffset.UtcNow);
        Add(batch, $"""
            insert into {Events}
            select n.seq_id, n.id, n.stream_id, 1, n.data, $6, $7, $8, n.headers
            from unnest($1::bigint[], $2::uuid[], $3::varchar[], $4::jsonb[], $5::jsonb[])
                as n(seq_id, id, stream_id, data, headers)
            """,
            Each(streams, _ => ++position), Each(streams, _ => Guid.NewGuid()), streams, Json(streams, Sample.Data),
            Json(streams, Sample.Headers), Sample.Type, DateTimeOffset.UtcNow, Sample.Tenant);
        Add(batch, "commit");
        await batch.ExecuteNonQueryAsync(ct);
    }

    private string[] NextStreams(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => $"{Sample.StreamType}-20260302-{Guid.NewGuid().ToString("N")[..13]}")];

    private static T[] Each<T>(string[] streams, Func<string, T> value) => [.. streams.Select(value)];

    private static NpgsqlParameter Json(string[] streams, byte[] json) =>
        new() { Value = Each(streams, _ => json), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb };

    private static void Add(NpgsqlBatch batch, string sql, params object[] parameters)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var p in parameters) command.Parameters.Add(p as NpgsqlParameter ?? new NpgsqlParameter { Value = p });
        batch.BatchCommands.Add(command);
    }
}

/// <summary>What one stored event looks like.</summary>
internal sealed record RawRow(string Tenant, string StreamType, string Type, byte[] Data, byte[] Headers)
{
    /// <summary>The last event of a type, which stands for all of a turn.</summary>
    public static async Task<RawRow> LastAsync(NpgsqlDataSource database, string type, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select e.tenant_id, s.type, e.type, e.data, e.headers from ledger.mt_events e
            join ledger.mt_streams s on s.tenant_id = e.tenant_id and s.id = e.stream_id
            where e.type = $1 order by e.seq_id desc limit 1
            """);
        command.Parameters.AddWithValue(type);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new RawRow(reader.GetString(0), reader.GetString(1), reader.GetString(2),
            reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4));
    }
}
