using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>Locks of a session, which end with it.</summary>
internal static class AdvisoryLock
{
    /// <summary>Takes the lock of a name, unless another session has it.</summary>
    public static async Task<bool> TryTakeAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select pg_try_advisory_lock(hashtextextended('charityledger ' || $1, 0))", connection);
        command.Parameters.AddWithValue(name);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
