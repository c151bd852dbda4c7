using CharityLedger.Contracts;
using Npgsql;
using NpgsqlTypes;
using static CharityLedger.EventStore.AppendSql;

namespace CharityLedger.EventStore;

/// <summary>Reads what commands touch, in one round trip.</summary>
internal static class StateLoader
{
    /// <summary>Takes the append lock and loads, in the transaction of the batch.</summary>
    public static Task<LoadedState> LoadAsync(
        NpgsqlConnection connection, IReadOnlyList<Pending> commands, CancellationToken ct) =>
        LoadAsync(connection, commands, "lock", ct);

    /// <summary>Loads without the lock: what a snapshot shows, which others may change meanwhile.</summary>
    public static Task<LoadedState> LookAsync(
        NpgsqlConnection connection, IReadOnlyList<Pending> commands, CancellationToken ct) =>
        LoadAsync(connection, commands, "look", ct);

    private static async Task<LoadedState> LoadAsync(
        NpgsqlConnection connection, IReadOnlyList<Pending> commands, string first, CancellationToken ct)
    {
        var streams = Touched(commands, c => c.Writes.Select(w => (c.TenantOf(w), w.Stream)));
        var donors = Touched(commands, c => c.DonorKeys.Select(k => (c.Tenant, k.Donor)));
        var identifiers = Touched(commands, c => c.ContactDigests.SelectMany(d => d.Identifiers).Select(i => (c.Tenant, i)));
        var buckets = Touched(commands, c => c.Buckets);
        var emptied = Touched(commands, c => c.Guards.OfType<EmptyGuard>().Select(g => (c.Tenant, g.Bucket)));
        var bound = Touched(commands, c => c.Guards.OfType<LeftGuard>().Select(g => (c.Tenant, g.Word)));

        await using var batch = Batch(connection);
        batch.Add(first);
        batch.Add("load last");
        batch.Add("load streams", Text(streams.Select(s => s.Tenant)), Text(streams.Select(s => s.Id)));
        batch.Add("load keys", Array(commands.Select(p => p.FirstEventId), NpgsqlDbType.Uuid));
        batch.Add("load buckets", Text(buckets.Select(b => b.Tenant)), Text(buckets.Select(b => b.Id.ToString())));
        batch.Add("load donors", Text(donors.Select(d => d.Tenant)), Text(donors.Select(d => d.Id)));
        if (emptied.Count > 0)
            batch.Add("load emptied", Text(emptied.Select(b => b.Tenant)), Text(emptied.Select(b => b.Id.ToString())));
        var since = commands.Select(c => (c.Command.Tenant, c.Command.Since)).Where(s => s.Since is not null).ToList();
        if (since.Count > 0)
        {
            batch.Add("load since", Text(since.Select(s => s.Tenant)), Array(since.Select(s => s.Since!.Position), NpgsqlDbType.Bigint),
                Text(since.SelectMany(s => s.Since!.Types).Distinct()), Long(SinceGuard.Most + 1), Long(since.Min(s => s.Since!.Position)));
        }

        if (bound.Count > 0) batch.Add("load bound", Text(bound.Select(b => b.Tenant)), Text(bound.Select(b => b.Id)));
        if (identifiers.Count > 0)
            batch.Add("load identifiers", Text(identifiers.Select(i => i.Tenant)), Array(identifiers.Select(i => i.Id), NpgsqlDbType.Uuid));

        var state = new LoadedState();
        // A stream that isn't there is known not to be: a command that only asserts so needs no second look.
        foreach (var stream in streams) state.Streams[stream] = 0;
        foreach (var bucket in buckets) state.Buckets[bucket] = BucketLine.Empty;
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await RowsAsync(reader, r =>
        {
            state.LastPosition = r.GetInt64(0);
            state.LastRecordedAt = r.GetFieldValue<DateTimeOffset>(1);
        }, ct);
        await RowsAsync(reader, r => state.Streams[(r.GetString(0), r.GetString(1))] = r.GetInt64(2), ct);
        await RowsAsync(reader, r => state.Keys[r.GetGuid(0)] = Earlier(r), ct);
        await RowsAsync(reader, r => state.Buckets[KeyOf(r)] = Line(r), ct);
        await RowsAsync(reader, r => state.Donors.Add((r.GetString(0), r.GetString(1))), ct);
        if (emptied.Count > 0) await RowsAsync(reader, r => state.Buckets[KeyOf(r)] = Line(r), ct);
        if (since.Count > 0) await RowsAsync(reader, r => state.Later.Add(Later(r)), ct);
        if (bound.Count > 0) await RowsAsync(reader, r => state.Buckets[KeyOf(r)] = Line(r), ct);
        if (identifiers.Count > 0) await RowsAsync(reader, r => state.Note(r.GetString(0), r.GetGuid(1), r.GetString(2)), ct);
        return state;
    }

    private static List<(string Tenant, TId Id)> Touched<TId>(
        IReadOnlyList<Pending> commands, Func<AppendCommand, IEnumerable<(string Tenant, TId Id)>> ids) =>
        [.. commands.SelectMany(p => ids(p.Command)).Distinct()];

    /// <summary>Reads the rows of the next statement; the reader stands at the first when it opens.</summary>
    private static async Task RowsAsync(NpgsqlDataReader reader, Action<NpgsqlDataReader> read, CancellationToken ct)
    {
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct)) read(reader);
    }

    private static EarlierCommand Earlier(NpgsqlDataReader reader)
    {
        var first = reader.GetInt64(1);
        var count = reader.IsDBNull(4) ? 1 : reader.GetInt32(4);
        return new EarlierCommand(reader.IsDBNull(3) ? null : reader.GetString(3),
            new AppendResult.Appended(first, first + count - 1, reader.GetFieldValue<DateTimeOffset>(2)));
    }

    private static LaterEvent Later(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3));

    private static (string Tenant, Bucket Id) KeyOf(NpgsqlDataReader reader) =>
        (reader.GetString(0), Bucket.Stored(reader.GetString(1)));

    private static BucketLine Line(NpgsqlDataReader reader)
    {
        var holes = reader.GetFieldValue<long[]>(5);
        return new BucketLine(reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
            [.. holes.Chunk(2).Select(h => new Interval(h[0], h[1]))], reader.GetInt64(6));
    }
}
