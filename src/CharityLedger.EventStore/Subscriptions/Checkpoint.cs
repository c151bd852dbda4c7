using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>The rows of <c>ledger.mt_event_progression</c>, as Marten's own daemon keeps them.</summary>
public static class Checkpoint
{
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

    /// <summary>Where all subscribers stand, as one text: while it is the same, so is all that they keep.</summary>
    public static async ValueTask<string> StampAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select coalesce(string_agg(last_seq_id::text, ',' order by name), '') from ledger.mt_event_progression");
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Locks a subscriber's row until the transaction ends, and tells where it and the log stand.</summary>
    public static async Task<(long Position, long Last)> LockAsync(
        NpgsqlConnection connection, string subscriber, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, """
            insert into ledger.mt_event_progression (name, last_seq_id) values ($1, 0) on conflict do nothing
            """, subscriber);
        Add(batch, "select last_seq_id from ledger.mt_event_progression where name = $1 for update", subscriber);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select coalesce(max(seq_id), 0) from ledger.mt_events"));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var position = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return (position, reader.GetInt64(0));
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

    /// <summary>
    /// Raises Marten's high-water mark: here it is simply the last position, since the log has no gap. Whoever reaches
    /// the
    /// end of the log first writes it; for the others the statement changes nothing.
    /// </summary>
    public static async Task RaiseHighWaterAsync(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            insert into ledger.mt_event_progression as p (name, last_seq_id) values ('HighWaterMark', $1)
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = now()
            where p.last_seq_id < excluded.last_seq_id
            """, connection);
        command.Parameters.AddWithValue(position);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static void Add(NpgsqlBatch batch, string sql, string subscriber)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddWithValue(RowOf(subscriber));
        batch.BatchCommands.Add(command);
    }
}
