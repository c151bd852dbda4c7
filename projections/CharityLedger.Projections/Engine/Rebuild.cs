using System.Collections.Concurrent;
using System.Data;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Subscriptions;
using Npgsql;

namespace CharityLedger.Projections.Engine;

/// <summary>
/// Builds one projection beside the live one and swaps them (docs/adr/0005). Reading the log and folding it run side by
/// side, each on a connection of its own; tables get their indexes once they are full.
/// </summary>
internal sealed class Rebuild(NpgsqlDataSource database, IProjection projection, IProgress<long>? progress = null)
{
    /// <summary>What is read ahead is still held when the collector comes, which then copies it: so little of it.</summary>
    private const int PageEvents = 4_000;

    /// <summary>After so many rounds the rest is folded while the live one stands still, whatever arrives
    /// meanwhile.</summary>
    private const int MaxRounds = 10;

    /// <summary>Keys and indexes of whole tables. They follow from the program, so each projection's are made once to be
    /// looked at.</summary>
    private static readonly ConcurrentDictionary<IProjection, IReadOnlyList<string>> Whole = new();

    private readonly ProjectionSchema schema = new(projection);

    /// <summary>Rebuilds up to the end of the log.</summary>
    /// <param name="isWanted">Asked first, and again once no other host rebuilds this projection any more.</param>
    /// <param name="ct">Gives up; the live schema stays as it was.</param>
    /// <returns>Number of events folded; null where it was not wanted.</returns>
    public async Task<long?> RunAsync(Func<Task<bool>> isWanted, CancellationToken ct)
    {
        // A start asks for every projection, and most of them stand: those need no connection of their own.
        if (!await isWanted()) return null;
        await using var connection = await database.OpenConnectionAsync(ct);
        while (!await TryLockAsync(connection, ct)) await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        if (!await isWanted()) return null;

        try
        {
            return await BuildAsync(connection, ct);
        }
        catch
        {
            await GiveBackAsync(connection, schema.Next);
            throw;
        }
    }

    private async Task<long> BuildAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await schema.DropOldAsync(connection, ct);
        await schema.CreateAsync(connection, schema.Next, ct);
        var log = new LogReader(database);
        var position = await FillAsync(connection, schema.Next, 0, await log.LastPositionAsync(ct), ct);
        await schema.IndexAsync(connection, schema.Next, ct);
        for (var round = 0; round < MaxRounds; round++)
        {
            var last = await log.LastPositionAsync(ct);
            if (last - position < PageEvents) break;
            position = await FillAsync(connection, schema.Next, position, last, ct);
        }

        position = await SwapAsync(connection, position, ct);
        await schema.DropOldAsync(connection, ct);
        return position;
    }

    /// <summary>Drops the live tables, unless another host is at them.</summary>
    /// <param name="isWanted">Asked under the lock.</param>
    /// <param name="ct">Gives up.</param>
    public async Task DropAsync(Func<Task<bool>> isWanted, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (await TryLockAsync(connection, ct) && await isWanted())
            await ProjectionSchema.ExecuteAsync(connection, $"drop schema if exists {schema.Live} cascade", ct);
    }

    /// <summary>
    /// Compares the live tables with a replay of the log up to where they stand.
    /// </summary>
    /// <returns>Names of the tables that differ.</returns>
    public async Task<IReadOnlyList<string>> CompareAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        while (!await TryLockAsync(connection, ct)) await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        var (position, live) = await LiveDigestAsync(ct);
        IReadOnlyDictionary<string, string> replay;
        try
        {
            await schema.CreateAsync(connection, schema.Replay, ct);
            await FillAsync(connection, schema.Replay, 0, position, ct);
            replay = await TableDigest.OfSchemaAsync(connection, schema.Replay, ct);
        }
        catch
        {
            await GiveBackAsync(connection, schema.Replay);
            throw;
        }

        await ProjectionSchema.ExecuteAsync(connection, $"drop schema {schema.Replay} cascade", ct);
        return [.. live.Keys.Union(replay.Keys).Where(t => live.GetValueOrDefault(t) != replay.GetValueOrDefault(t))];
    }

    /// <summary>Drops a copy, so that one that was given up for lack of room doesn't go on taking it.</summary>
    private static async Task GiveBackAsync(NpgsqlConnection connection, string copy)
    {
        try
        {
            await ProjectionSchema.ExecuteAsync(connection, $"rollback; drop schema if exists {copy} cascade", CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, too. Whoever makes the next copy drops this one first.
        }
    }

    /// <summary>Compares keys and indexes of the live tables with those of new ones.</summary>
    /// <returns>Definitions that the live tables lack.</returns>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (!Whole.TryGetValue(projection, out var whole)) Whole[projection] = whole = await WholeAsync(connection, ct);
        return [.. whole.Except(await ProjectionSchema.KeysAsync(connection, schema.Live, ct))];
    }

    private async Task<IReadOnlyList<string>> WholeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        while (!await TryLockAsync(connection, ct)) await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        await schema.CreateAsync(connection, schema.Replay, ct);
        await schema.IndexAsync(connection, schema.Replay, ct);
        var whole = await ProjectionSchema.KeysAsync(connection, schema.Replay, ct);
        await ProjectionSchema.ExecuteAsync(connection, $"drop schema {schema.Replay} cascade", ct);
        return whole;
    }

    private async Task<(long Position, IReadOnlyDictionary<string, string> Tables)> LiveDigestAsync(
        CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using var command = new NpgsqlCommand(
            "select last_seq_id from ledger.mt_event_progression where name = $1", connection);
        command.Parameters.AddWithValue(Checkpoint.RowOf(projection.Name));
        var position = (long?)await command.ExecuteScalarAsync(ct) ?? 0;
        return (position, await TableDigest.OfSchemaAsync(connection, schema.Live, ct));
    }

    /// <summary>Folds a range of positions into a schema, page by page.</summary>
    private async Task<long> FillAsync(
        NpgsqlConnection connection, string into, long after, long to, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pages = Channel.CreateBounded<(List<StoredEvent> Events, long End)>(1);
        var reading = ReadAsync(pages.Writer, after, to, stop.Token);
        try
        {
            await foreach (var (events, end) in pages.Reader.ReadAllAsync(ct))
            {
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await ProjectionSchema.ExecuteAsync(
                    connection, $"set local synchronous_commit = off; set local search_path to {into}", ct);
                await ApplyAsync(connection, events, ct);
                await transaction.CommitAsync(ct);
                progress?.Report(end);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }

        return to;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var page = new PageWriter(connection);
        try
        {
            await projection.ApplyAsync(events, new ProjectionWriter(page), ct);
            await page.FlushAsync(ct);
        }
        catch (PageException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
        }
    }

    private async Task ReadAsync(
        ChannelWriter<(List<StoredEvent>, long)> pages, long after, long to, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            while (after < to)
            {
                var end = Math.Min(to, after + PageEvents);
                var events = await LogReader.ReadPageAsync(connection, after, end, types: projection.Types, ct: ct);
                await pages.WriteAsync((events, end), ct);
                after = end;
            }

            pages.Complete();
        }
        catch (Exception e)
        {
            // The folding side meets it when it asks for the next page.
            pages.Complete(e);
        }
    }

    /// <summary>While the checkpoint is locked the live one stands still; what it is ahead is folded, then the names
    /// change.</summary>
    private async Task<long> SwapAsync(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (_, last) = await Checkpoint.LockAsync(connection, projection.Name, ct);
        await ProjectionSchema.UseAsync(connection, schema.Next, ct);
        while (position < last)
        {
            var end = Math.Min(last, position + PageEvents);
            var events = await LogReader.ReadPageAsync(connection, position, end, types: projection.Types, ct: ct);
            await ApplyAsync(connection, events, ct);
            position = end;
        }

        await schema.SwapAsync(connection, ct);
        await Checkpoint.WriteAsync(connection, projection.Name, position, ct);
        await transaction.CommitAsync(ct);
        return position;
    }

    private async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select pg_try_advisory_lock(hashtextextended('charityledger rebuild ' || $1, 0))", connection);
        command.Parameters.AddWithValue(projection.Name);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
