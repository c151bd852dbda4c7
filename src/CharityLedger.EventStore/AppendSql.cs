using System.Globalization;
using CharityLedger.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace CharityLedger.EventStore;

/// <summary>The two round trips of an append, on one connection: lock and load; write and commit. Statements: Scripts/append.sql.</summary>
internal sealed class AppendSql
{
    private static readonly Dictionary<string, string> Statements = Schema.Script("append.sql").Split("-- :").Skip(1)
        .Select(s => s.Split('\n', 2)).ToDictionary(s => s[0].Trim(), s => s[1].Trim().TrimEnd(';'));

    /// <summary>Begins, takes the append lock, and loads what the commands touch. Leaves the transaction open.</summary>
    public static async Task<LoadedState> LoadAsync(
        NpgsqlConnection connection, IReadOnlyList<Pending> commands, CancellationToken ct)
    {
        var streams = commands.SelectMany(p => p.Command.Writes, (p, w) => (p.Command.Tenant, w.Stream)).Distinct().ToList();
        var donors = commands.SelectMany(p => p.Command.DonorKeys, (p, k) => (p.Command.Tenant, k.Donor)).Distinct().ToList();
        var buckets = commands.SelectMany(p => BucketsOf(p.Command), (p, b) => (p.Command.Tenant, b)).Distinct().ToList();

        await using var batch = new NpgsqlBatch(connection) { Timeout = 30 };
        Add(batch, "load begin");
        Add(batch, "load lock");
        Add(batch, "load last");
        Add(batch, "load streams", Text(streams.Select(s => s.Tenant)), Text(streams.Select(s => s.Stream)));
        Add(batch, "load keys", Array(commands.Select(p => p.FirstEventId), NpgsqlDbType.Uuid));
        Add(batch, "load buckets", Text(buckets.Select(b => b.Tenant)), Text(buckets.Select(b => b.b)));
        Add(batch, "load donors", Text(donors.Select(d => d.Tenant)), Text(donors.Select(d => d.Donor)));

        var state = new LoadedState();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            state.LastPosition = reader.GetInt64(0);
            state.LastRecordedAt = reader.GetFieldValue<DateTimeOffset>(1);
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            state.Streams[(reader.GetString(0), reader.GetString(1))] = new StreamState(reader.GetInt64(2), reader.GetInt64(2));
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct)) ReadKey(reader, state);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct)) state.Buckets[(reader.GetString(0), reader.GetString(1))] = ReadLine(reader);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct)) state.Donors.Add((reader.GetString(0), reader.GetString(1)));
        return state;
    }

    /// <summary>Writes what survived, and commits.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, AppendBatch evaluated, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 30 };
        AddStreams(batch, evaluated);
        AddEvents(batch, evaluated);
        AddDonorKeys(batch, evaluated);
        AddBuckets(batch, evaluated);
        Add(batch, "write sequence", Value(evaluated.LastPosition, NpgsqlDbType.Bigint));
        Add(batch, "write notify", Value(evaluated.LastPosition.ToString(CultureInfo.InvariantCulture), NpgsqlDbType.Text));
        Add(batch, "write commit");
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ends a transaction in which nothing survived.</summary>
    public static async Task RollbackAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("rollback", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Every bucket that a command moves or guards.</summary>
    private static IEnumerable<string> BucketsOf(AppendCommand command) =>
        command.Writes.SelectMany(w => w.Events).SelectMany(e => e.Postings).Select(p => p.Bucket)
            .Concat(command.ReturnsGuards.Select(g => g.Bucket));

    private static void ReadKey(NpgsqlDataReader reader, LoadedState state)
    {
        var first = reader.GetInt64(1);
        var count = reader.IsDBNull(4) ? 1 : reader.GetInt32(4);
        state.Keys[reader.GetGuid(0)] = new EarlierCommand(reader.IsDBNull(3) ? null : reader.GetString(3),
            new AppendResult.Appended(first, first + count - 1, reader.GetFieldValue<DateTimeOffset>(2)));
    }

    private static BucketLine ReadLine(NpgsqlDataReader reader)
    {
        var holes = reader.GetFieldValue<long[]>(5);
        return new BucketLine(reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
            [.. Enumerable.Range(0, holes.Length / 2).Select(i => new Interval(holes[2 * i], holes[2 * i + 1]))],
            reader.GetInt64(6));
    }

    private static void AddStreams(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var changed = evaluated.ChangedStreams.ToList();
        var fresh = changed.Where(s => s.State.Stored == 0).ToList();
        var old = changed.Where(s => s.State.Stored != 0).ToList();
        if (fresh.Count > 0)
        {
            Add(batch, "write new_streams", Text(fresh.Select(s => s.Key.Tenant)), Text(fresh.Select(s => s.Key.Id)),
                Text(fresh.Select(s => Streams.TypeOf(s.Key.Id))), Long(fresh.Select(s => s.State.Version)), At(evaluated));
        }

        if (old.Count > 0)
        {
            Add(batch, "write old_streams", Text(old.Select(s => s.Key.Tenant)), Text(old.Select(s => s.Key.Id)),
                Long(old.Select(s => s.State.Version)), At(evaluated));
        }
    }

    private static void AddEvents(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var e = evaluated.Events;
        Add(batch, "write events", Long(e.Select(r => r.Position)), Array(e.Select(r => r.Id), NpgsqlDbType.Uuid),
            Text(e.Select(r => r.Stream)), Long(e.Select(r => r.Version)),
            Array(e.Select(r => r.Event.Data), NpgsqlDbType.Jsonb), Text(e.Select(r => r.Event.Type)),
            Text(e.Select(r => r.Command.Tenant)), Text(e.Select(r => r.Command.CorrelationId)),
            Text(e.Select(r => r.Command.CausationId)), At(evaluated),
            Array(e.Select(r => r.Headers), NpgsqlDbType.Jsonb));
    }

    private static void AddDonorKeys(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var keys = evaluated.DonorKeys;
        if (keys.Count == 0) return;
        Add(batch, "write donor_keys", Text(keys.Select(k => k.Tenant)), Text(keys.Select(k => k.Key.Donor)),
            Array(keys.Select(k => k.Key.Wrapped), NpgsqlDbType.Bytea));
    }

    private static void AddBuckets(NpgsqlBatch batch, AppendBatch evaluated)
    {
        var b = evaluated.ChangedBuckets.ToList();
        if (b.Count == 0) return;
        Add(batch, "write buckets", Text(b.Select(x => x.Key.Tenant)), Text(b.Select(x => x.Key.Id)),
            Long(b.Select(x => x.Line.InTotal)), Long(b.Select(x => x.Line.Pointer)), Long(b.Select(x => x.Line.Floor)),
            Text(b.Select(x => Holes(x.Line))), Long(b.Select(x => x.Line.Returns)));
    }

    private static string Holes(BucketLine line) => "{" + string.Join(',', line.Holes.Select(h =>
        string.Create(CultureInfo.InvariantCulture, $"{h.From},{h.To}"))) + "}";

    private static void Add(NpgsqlBatch batch, string statement, params NpgsqlParameter[] parameters)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = Statements[statement];
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter At(AppendBatch evaluated) => Value(evaluated.RecordedAt, NpgsqlDbType.TimestampTz);

    private static NpgsqlParameter Text(IEnumerable<string?> values) => Array(values, NpgsqlDbType.Varchar);

    private static NpgsqlParameter Long(IEnumerable<long> values) => Array(values, NpgsqlDbType.Bigint);

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    private static NpgsqlParameter Value(object value, NpgsqlDbType type) => new() { Value = value, NpgsqlDbType = type };
}
