using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Server.Files;
using Npgsql;

namespace CharityLedger.Server.Hosting;

/// <summary>What can't be reached or has no room, in the ledger's own words.</summary>
public static class Outage
{
    private const string Again = "Repeat with the same idempotency key.";

    /// <summary>PostgreSQL refuses what it was asked (classes 22, 23, 42 and 54): that is a defect, and no reason to repeat it.</summary>
    private static readonly string[] Defects = ["22", "23", "42", "54"];

    /// <summary>ENOSPC, which .NET passes on as the HResult.</summary>
    private const int NoRoom = 28;

    /// <summary>What an exception says of the surroundings; null where it is something else.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="then">What to do, in a sentence.</param>
    public static Refusal? Of(Exception exception, string then = Again) =>
        TextOf(exception) is { } text ? new Refusal(RefusalCode.LedgerUnavailable, $"{text} {then}") : null;

    private static string? TextOf(Exception exception) => exception switch
    {
        LedgerUnavailableException { IsDiskFull: true, InnerException: null } e => e.Message,
        LedgerUnavailableException { IsDiskFull: true } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            "The database has no room left; nothing was written. Reading goes on, and writing once there is room.",
        FilePlaceException => "The store of files is away.",
        IOException { HResult: NoRoom } => "The host's disk has no room left; nothing was written.",
        PostgresException { SqlState: var state } when Defects.Contains(state[..2]) => null,
        LedgerUnavailableException or NpgsqlException or TimeoutException => "The database is away.",
        _ => null,
    };
}
