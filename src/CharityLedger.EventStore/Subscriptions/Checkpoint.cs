using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>The rows of <c>ledger.mt_event_progression</c>, as Marten's own daemon keeps them.</summary>
public static class Checkpoint
{
    /// <summary>The row of Marten's high-water mark: here it is simply the last position that somebody folded, since the
    /// log has no gap.</summary>
    public const string HighWaterMark = "HighWaterMark";

    private const string LastSql = "select coalesce(max(seq_id), 0) from ledger.mt_events";

    /// <summary>The row's name for a subscriber's one shard.</summary>
    public static string RowOf(string subscriber) => subscriber + ":All";

    /// <summary>Where a subscriber stands; null where it has not begun.</summary>
    public static async Task<long?> ReadAsync(
        NpgsqlDataSource database, string subscriber, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand(
            "select last_seq_id from ledger.mt_event_progression where name = $1");
        command.Parameters.AddWithValue(RowOf(subscriber));
        return (long?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Where all rows stand, by their names.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> ReadAllAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select name, last_seq_id from ledger.mt_event_progression", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) rows[reader.GetString(0)] = reader.GetInt64(1);
        return rows;
    }

    /// <summary>Where all subscribers stand, as one text: while it is the same, so is all that they keep.</summary>
    public static async ValueTask<string> StampAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select coalesce(string_agg(last_seq_id::text, ',' order by name), '') from ledger.mt_event_progression");
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Last position of the log.</summary>
    public static async Task<long> LastAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LastSql, connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Makes rows that are missing.</summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, string[] rows, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            insert into ledger.mt_event_progression (name, last_seq_id) select unnest($1), 0 on conflict do nothing
            """, connection);
        command.Parameters.AddWithValue(rows);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Locks a subscriber's row until the transaction ends, and tells where it and the log stand.</summary>
    public static async Task<(long Position, long Last)> LockAsync(
        NpgsqlConnection connection, string subscriber, CancellationToken ct)
    {
        await EnsureAsync(connection, [RowOf(subscriber)], ct);
        await using var command = new NpgsqlCommand(
            "select last_seq_id from ledger.mt_event_progression where name = $1 for update", connection);
        command.Parameters.AddWithValue(RowOf(subscriber));
        var position = (long)(await command.ExecuteScalarAsync(ct))!;
        return (position, await LastAsync(connection, ct));
    }

    /// <summary>Moves a subscriber's row.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection, string subscriber, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update ledger.mt_event_progression set last_seq_id = $2, last_updated = now() where name = $1",
            connection);
        command.Parameters.AddWithValue(RowOf(subscriber));
        command.Parameters.AddWithValue(position);
        await command.ExecuteNonQueryAsync(ct);
    }
}
