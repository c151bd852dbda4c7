using CharityLedger.Contracts;
using Npgsql;
using NpgsqlTypes;
using static CharityLedger.EventStore.AppendSql;

namespace CharityLedger.EventStore;

/// <summary>
/// Writes an evaluated batch and commits it: in one round trip, or, where it is large, its streams, events and donors by COPY.
/// </summary>
internal static class BatchWriter
{
    /// <summary>From this many events on, COPY's further round trips are cheaper than arrays as parameters.</summary>
    private const int CopyFrom = 200;

    /// <param name="connection">In the transaction of the batch.</param>
    /// <param name="evaluated">What survived.</param>
    /// <param name="isLocked">Whether the append lock is held already, since the state was loaded under it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, AppendBatch evaluated, bool isLocked, CancellationToken ct)
    {
        var batch = Batch(connection);
        try
        {
            if (!isLocked) batch.Add("lock");

            if (evaluated.Events.Count < CopyFrom)
            {
                AddNewStreams(batch, evaluated);
                AddEvents(batch, evaluated.Events, evaluated.RecordedAt);
                AddDonorKeys(batch, evaluated.DonorKeys);
            }
            else
            {
                if (!isLocked) await batch.ExecuteNonQueryAsync(ct);
                await BatchCopy.NewStreamsAsync(connection, evaluated, ct);
                await BatchCopy.EventsAsync(connection, evaluated, ct);
                await BatchCopy.DonorKeysAsync(connection, evaluated, ct);
                await batch.DisposeAsync();
                batch = Batch(connection);
            }

            AddKeyChanges(batch, evaluated);
            if (evaluated.ContactDigests.Count > 0)
            {
                AddGoneDigests(batch, evaluated);
                if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(ct);
                await batch.DisposeAsync();
                batch = Batch(connection);
                await BatchCopy.ContactDigestsAsync(connection, evaluated, ct);
            }

            AddListedStreams(batch, evaluated);
            AddOldStreams(batch, evaluated);
            AddBuckets(batch, evaluated);
            batch.Add("write last", Long(evaluated.LastPosition));
            batch.Add("commit");
            await batch.ExecuteNonQueryAsync(ct);
        }
        finally
        {
            await batch.DisposeAsync();
        }
    }

    private static void AddNewStreams(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var streams = evaluated.NewStreams.ToList();
        if (streams.Count == 0) return;
        batch.Add("write new_streams", Text(streams.Select(s => s.Key.Tenant)), Text(streams.Select(s => s.Key.Id)),
            Text(streams.Select(s => Streams.TypeOf(s.Key.Id))), Long(streams.Select(s => s.Version)),
            Time(evaluated.RecordedAt));
    }

    private static void AddListedStreams(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var streams = evaluated.NewStreams.Select(s => s.Key).Where(k => Streams.Listed.Contains(Streams.TypeOf(k.Id))).ToList();
        if (streams.Count == 0) return;
        batch.Add("write listed_streams", Text(streams.Select(k => k.Tenant)), Text(streams.Select(k => Streams.TypeOf(k.Id))),
            Text(streams.Select(k => k.Id)));
    }

    private static void AddOldStreams(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var streams = evaluated.OldStreams.ToList();
        if (streams.Count == 0) return;
        batch.Add("write old_streams", Text(streams.Select(s => s.Key.Tenant)), Text(streams.Select(s => s.Key.Id)),
            Long(streams.Select(s => s.Version)), Time(evaluated.RecordedAt));
    }

    private static void AddEvents(NpgsqlBatch batch, List<EventRow> e, DateTimeOffset recordedAt) =>
        batch.Add("write events", Long(e.Select(r => r.Position)), Array(e.Select(r => r.Id), NpgsqlDbType.Uuid),
            Text(e.Select(r => r.Stream)), Long(e.Select(r => r.Version)),
            Array(e.Select(r => r.Event.Data), NpgsqlDbType.Jsonb), Text(e.Select(r => r.Event.Type)),
            Text(e.Select(r => r.Tenant)), Text(e.Select(r => r.Command.CorrelationId)),
            Text(e.Select(r => r.Command.CausationId)), Time(recordedAt),
            Array(e.Select(r => r.Headers), NpgsqlDbType.Jsonb));

    private static void AddDonorKeys(NpgsqlBatch batch, List<(string Tenant, DonorKey Key)> keys)
    {
        if (keys.Count == 0) return;
        batch.Add("write donor_keys", Text(keys.Select(k => k.Tenant)), Text(keys.Select(k => k.Key.Donor)),
            Array(keys.Select(k => k.Key.Wrapped), NpgsqlDbType.Bytea));
    }

    private static void AddKeyChanges(NpgsqlBatch batch, AppendBatch evaluated)
    {
        foreach (var changes in evaluated.KeyChanges.GroupBy(c => c.Value, c => c.Key))
        {
            NpgsqlParameter[] Keys() => [Text(changes.Select(k => k.Tenant)), Text(changes.Select(k => k.Donor))];
            if (changes.Key == KeyFate.Destroyed) batch.Add("write destroyed_keys", Keys());
            batch.Add(changes.Key == KeyFate.Restricted ? "write restricted_keys" : "write released_keys", Keys());
        }
    }

    /// <summary>What a contact was found by before goes, whatever of it stays true.</summary>
    private static void AddGoneDigests(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var gone = evaluated.ContactDigests.Where(d => d.Value.Replaces).Select(d => d.Key).ToList();
        if (gone.Count > 0) batch.Add("write gone_digests", Text(gone.Select(d => d.Tenant)), Text(gone.Select(d => d.Contact)));
    }

    private static void AddBuckets(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var b = evaluated.ChangedBuckets.ToList();
        if (b.Count == 0) return;
        batch.Add("write buckets", Text(b.Select(x => x.Key.Tenant)), Text(b.Select(x => x.Key.Id.ToString())),
            Long(b.Select(x => x.Line.InTotal)), Long(b.Select(x => x.Line.Pointer)), Long(b.Select(x => x.Line.Floor)),
            Text(b.Select(x => Holes(x.Line))), Long(b.Select(x => x.Line.Returns)));
    }
}
