using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>What a failed attempt to commit means for the commands in it.</summary>
internal static class Failures
{
    /// <summary>SQLSTATE of what the guard of the log refuses; no class of PostgreSQL's (its manual, appendix A).</summary>
    public const string GuardState = "LG001";

    /// <summary>How often a unique index may object before that is the data's fault and no other writer's.</summary>
    private const int UniqueAttempts = 3;

    /// <summary>
    /// Whether a place in the log or a bucket was taken by another writer, or the log's end lies elsewhere than thought.
    /// </summary>
    public static bool IsTaken(PostgresException e) => e.SqlState is PostgresErrorCodes.UniqueViolation or GuardState;

    /// <summary>
    /// Whether the commands themselves are at fault: PostgreSQL refused their values (classes 22, 23 and 54), or the
    /// program
    /// stumbled over them. Everything else is the database's state, and another attempt may succeed.
    /// </summary>
    public static bool IsOfTheCommands(Exception e, int attempt) => e switch
    {
        // A writer outside the ledger took the place; the next attempt sees it.
        PostgresException taken when IsTaken(taken) => attempt >= UniqueAttempts,
        PostgresException { SqlState: var state } => state[..2] is "22" or "23" or "54",
        NpgsqlException or IOException or TimeoutException or OperationCanceledException => false,
        _ => true,
    };

    /// <summary>No room left: waiting won't help the caller.</summary>
    public static bool IsDiskFull(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>What the caller is told.</summary>
    public static LedgerUnavailableException Unavailable(Exception e) => IsDiskFull(e)
        ? new LedgerUnavailableException($"The database has no room left: {e.Message}", e) { IsDiskFull = true }
        : new LedgerUnavailableException($"The database did not commit in time: {e.Message}", e);
}
