using System.Data;
using CharityLedger.Contracts;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>What a command would do.</summary>
/// <param name="Result">The answer that it would get; a key that was used already gets its first one.</param>
/// <param name="Events">The events that it would append, at the positions that they would have now; empty where it is refused or
/// was carried out already.</param>
/// <param name="Buckets">The buckets that it would change.</param>
public sealed record Trial(
    AppendResult Result, IReadOnlyList<StoredEvent> Events, IReadOnlyList<TriedBucket> Buckets);

/// <summary>A bucket that a command would change.</summary>
/// <param name="Tenant">The federation.</param>
/// <param name="Bucket">Its id.</param>
/// <param name="Before">Its line as it stands.</param>
/// <param name="After">Its line after the command.</param>
public sealed record TriedBucket(string Tenant, Bucket Bucket, BucketLine Before, BucketLine After);

/// <summary>
/// Tries commands: the same pure rules as an append's, on a snapshot of its own, outside of the lock and of the group that
/// commits together. It leaves no trace and no append waits for it; what others do meanwhile it doesn't see, so an append of
/// the same command right after may still be refused.
/// </summary>
public sealed class LedgerTrial(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Tries a command.</summary>
    /// <exception cref="ArgumentException">The command is malformed or passes a limit on its size.</exception>
    public async Task<Trial> RunAsync(AppendCommand command, CancellationToken ct = default)
    {
        CommandRules.Check(command);
        var pending = new Pending(command, clock.GetTimestamp());
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var state = await StateLoader.LookAsync(connection, [pending], ct);
        await snapshot.RollbackAsync(ct);
        var before = new Dictionary<(string Tenant, Bucket Id), BucketLine>(state.Buckets);
        var batch = new AppendBatch(state, clock.GetUtcNow());
        var result = batch.Evaluate(pending);
        return new Trial(result,
            [.. batch.Events.Select(e => Stored(e, batch.RecordedAt))],
            [.. batch.ChangedBuckets.Select(b =>
                new TriedBucket(b.Key.Tenant, b.Key.Id, before.GetValueOrDefault(b.Key, BucketLine.Empty), b.Line))]);
    }

    private static StoredEvent Stored(EventRow row, DateTimeOffset at) => new(
        row.Position, row.Id, row.Tenant, row.Stream, row.Version, row.Event.Type, at, row.Event.Data, row.Headers);
}
