using System.Globalization;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>
/// The room on the disks that the database's server writes to, where they can be seen from here. PostgreSQL that can't
/// write its log stops altogether, and reading with it; so while less is free than a bound, nothing is written that needn't be.
/// </summary>
/// <param name="keepFree">The bound in bytes; 0 for none.</param>
public sealed class ServerDisk(long keepFree)
{
    /// <summary>The bound where none is given: 64 MiB, four segments of PostgreSQL's log.</summary>
    public const long DefaultKeepFree = 64 * MiB;

    /// <summary>A mebibyte.</summary>
    public const long MiB = 1024 * 1024;

    /// <summary>By how much the two ways in which a server tells its start may differ, in seconds.</summary>
    private const int Drift = 10;

    private volatile IReadOnlyList<string> folders = [];

    /// <summary>Whether the server's folder was found on this machine.</summary>
    public bool IsSeen => folders.Count > 0;

    /// <summary>Whether less is free than the bound; false where that can't be seen.</summary>
    public bool IsLow => Shortage() is not null;

    /// <summary>Why nothing may be written now; null where it may.</summary>
    /// <param name="bytes">How much is to be written.</param>
    public LedgerUnavailableException? Shortage(long bytes = 0) => keepFree > 0 && FreeBytes() - bytes < keepFree
        ? new LedgerUnavailableException(string.Create(CultureInfo.InvariantCulture,
            $"Less than {keepFree / MiB} MiB would be free on the database's disk: nothing is written until there is room.")) { IsDiskFull = true }
        : null;

    /// <exception cref="LedgerUnavailableException">Less is free than the bound.</exception>
    /// <inheritdoc cref="Shortage"/>
    public void Require(long bytes = 0)
    {
        if (Shortage(bytes) is { } shortage) throw shortage;
    }

    /// <summary>
    /// Looks where the server writes: its folder, its log's, and this database's tablespaces. Only what is proven to be the
    /// server's is taken, since a folder of that name may belong to another one.
    /// </summary>
    /// <exception cref="NpgsqlException">The server is away; what was seen before stays.</exception>
    public async Task LookAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand("""
                select current_setting('data_directory'), extract(epoch from pg_postmaster_start_time())::bigint, array(
                    select pg_tablespace_location(oid) from pg_tablespace where spcname !~ '^pg_' and oid in (
                        select reltablespace from pg_class
                        union select dattablespace from pg_database where datname = current_database()))
                """);
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            var (folder, startedAt) = (reader.GetString(0), reader.GetInt64(1));
            string[] written = [folder, Path.Combine(folder, "pg_wal"), .. reader.GetFieldValue<string[]>(2)];
            folders = IsOfServer(folder, startedAt) ? written : [];
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            folders = [];
        }
    }

    /// <summary>The least that is free in any of the folders, in bytes; null where none can be seen.</summary>
    private long? FreeBytes()
    {
        long? least = null;
        foreach (var folder in folders)
        {
            try
            {
                var free = new DriveInfo(folder).AvailableFreeSpace;
                least = least < free ? least : free;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It was moved or unmounted under the server, which then has other sorrows.
            }
        }

        return least;
    }

    /// <summary>The third line of a running server's file says when it started (PostgreSQL's <c>pidfile.h</c>).</summary>
    private static bool IsOfServer(string folder, long startedAt)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(folder, "postmaster.pid"));
            return lines.Length > 2 && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var said)
                && Math.Abs(said - startedAt) <= Drift;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
