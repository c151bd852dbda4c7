using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>What became of a page.</summary>
/// <param name="Taken">Those whose checkpoints were locked and now stand at its end.</param>
/// <param name="IsFull">Whether the log probably goes on after it.</param>
internal readonly record struct PageResult(IReadOnlyList<Member> Taken, bool IsFull);

/// <summary>
/// One page of the log for several subscribers, in one transaction: one round trip that locks their checkpoints and
/// reads the events, those that the subscribers need, and one that writes, moves the checkpoints and commits.
/// </summary>
internal sealed class Page(NpgsqlConnection connection, int pageEvents)
{
    /// <summary>Rows that another transaction holds, such as a rebuild that swaps, are left out.</summary>
    private const string LockFreeSql = LockSql + " skip locked";

    private const string LockSql =
        "select name, last_seq_id from ledger.mt_event_progression where name = any($1) for update";

    private const string CommentsSql = """
        select nspname::varchar, obj_description(oid, 'pg_namespace') from pg_namespace where nspname = any($1::varchar[])
        """;

    private static readonly string EventsSql =
        $"select {LogReader.Columns} from ledger.mt_events where seq_id > $1 and seq_id <= $2 order by seq_id";

    private const string MoveSql = """
        update ledger.mt_event_progression set last_seq_id = greatest(last_seq_id, $2), last_updated = now()
        where name = any($1)
        """;

    /// <summary>Folds what follows the hindmost of them.</summary>
    /// <param name="members">They may stand apart, but by less than a page.</param>
    /// <param name="wait">Whether to wait for checkpoints that others hold, or to leave these members out.</param>
    /// <param name="ct">Gives up; the transaction is then left open.</param>
    /// <exception cref="PageException">A member failed, or a statement of all.</exception>
    public async Task<PageResult> FoldAsync(IReadOnlyList<Member> members, bool wait, CancellationToken ct)
    {
        var after = members.Min(m => m.Position);
        var (taken, comments, events) = await OpenAsync(members, after, wait, ct);
        foreach (var member in taken) Check(member, comments);
        // Someone else moved a checkpoint back, which memory did not know.
        var isBehind = taken.Exists(m => m.Position < after);
        if (taken.Count == 0 || events.Count == 0 || isBehind)
        {
            await RollbackAsync(ct);
            return new PageResult(taken, isBehind);
        }

        var to = events[^1].Position;
        if (events.Count != to - after)
            throw new InvalidOperationException(FormattableString.Invariant($"Of positions {after + 1} to {to} only {events.Count} are there."));
        var writer = new PageWriter(connection);
        foreach (var member in taken) await ApplyAsync(member, events, writer, ct);
        writer.Belong(null, null);
        await writer.ExecuteAsync(MoveSql, [taken.Select(m => m.Row).Append(Checkpoint.HighWaterMark).ToArray(), to], ct);
        await writer.ExecuteAsync("commit", [], ct);
        await writer.FlushAsync(ct);
        foreach (var member in taken) member.Position = Math.Max(member.Position, to);
        return new PageResult(taken, events.Count == pageEvents);
    }

    /// <summary>Ends a transaction that came to nothing.</summary>
    public async Task RollbackAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("rollback", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<(List<Member> Taken, Dictionary<string, string?> Comments, List<StoredEvent> Events)> OpenAsync(
        IReadOnlyList<Member> members, long after, bool wait, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        Add(batch, wait ? LockSql : LockFreeSql, [members.Select(m => m.Row).ToArray()]);
        // Each statement has a snapshot of its own: what is read from here on is as it stands under the locks.
        Add(batch, CommentsSql, [members.Select(m => m.Subscriber.Schema).OfType<string>().ToArray()]);
        Add(batch, EventsSql, [after, after + pageEvents]);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) positions[reader.GetString(0)] = reader.GetInt64(1);
        await reader.NextResultAsync(ct);
        var comments = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) comments[reader.GetString(0)] = reader.IsDBNull(1) ? null : reader.GetString(1);
        await reader.NextResultAsync(ct);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(ct)) events.Add(LogReader.Read(reader));
        var taken = members.Where(m => positions.ContainsKey(m.Row)).ToList();
        foreach (var member in taken) member.Position = positions[member.Row];
        return (taken, comments, events);
    }

    private static void Check(Member member, Dictionary<string, string?> comments)
    {
        try
        {
            member.Subscriber.Check(comments.GetValueOrDefault(member.Subscriber.Schema ?? ""));
        }
        catch (Exception e)
        {
            throw new PageException(member, e);
        }
    }

    private static async Task ApplyAsync(Member member, List<StoredEvent> page, PageWriter writer, CancellationToken ct)
    {
        var events = member.Of(page);
        if (events.Count == 0) return;
        writer.Belong(member, member.Subscriber.Schema);
        try
        {
            await member.Subscriber.ApplyAsync(events, writer, ct);
        }
        catch (Exception e) when (e is not PageException && !ct.IsCancellationRequested)
        {
            throw new PageException(member, e);
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, IReadOnlyList<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
