using Npgsql;

namespace CharityLedger.Server.Access;

/// <summary>Sessions of browsers that were signed out: their cookies are worth nothing any more, whoever kept a copy.</summary>
public sealed class EndedSessions(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>A cookie that isn't used ends long before.</summary>
    private static readonly TimeSpan Remember = TimeSpan.FromDays(1);

    /// <summary>Ends a session, on every host.</summary>
    public async Task EndAsync(Guid session, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            with forgotten as (delete from charity.ended_session where ended_at < $3)
            insert into charity.ended_session (id, ended_at) values ($1, $2) on conflict do nothing
            """);
        var now = clock.GetUtcNow();
        command.Parameters.AddWithValue(session);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now - Remember);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Whether a session was ended.</summary>
    public async Task<bool> IsEndedAsync(Guid session, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select exists (select from charity.ended_session where id = $1)");
        command.Parameters.AddWithValue(session);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
