using System.Data.Common;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Server.Hosting;

/// <summary>A server that follows the database's.</summary>
/// <param name="Name">As it names itself (<c>application_name</c>).</param>
/// <param name="Address">Where it connects from; null on the same machine.</param>
/// <param name="State">What it does: <c>streaming</c>, <c>catchup</c>, <c>backup</c>.</param>
/// <param name="Sync">Whether commits wait for it: <c>sync</c>, <c>quorum</c>, <c>potential</c>, <c>async</c>.</param>
/// <param name="LagBytes">How much of the log it has not written safely.</param>
/// <param name="Lag">How long its last safe write took; null while nothing is written.</param>
public sealed record Standby(string Name, string? Address, string State, string Sync, long? LagBytes, TimeSpan? Lag);

/// <summary>The database's servers, as the one that is asked has it.</summary>
/// <param name="Connection">The connection string, without its password.</param>
/// <param name="Standbys">Those that follow.</param>
/// <param name="IsPromised">Whether what is acknowledged is safe on a standby, too.</param>
/// <param name="IsDiskSeen">Whether entries are refused before its disk is full.</param>
public sealed record ServersStatus(string Connection, IReadOnlyList<Standby> Standbys, bool IsPromised, bool IsDiskSeen);

/// <summary>Several servers, of which one is the primary (主备), and what is known of them.</summary>
public static class DatabaseServers
{
    /// <summary>How often a server that failed is looked at again, in seconds: a standby is promoted within two.</summary>
    private const int Recheck = 1;

    /// <summary>
    /// A connection string of several servers goes to the primary, and looks at failed ones again soon, unless it says
    /// otherwise; one of a single server stays as it is. Without, Npgsql would ask a promoted standby only after ten seconds.
    /// </summary>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static string Connection(string given)
    {
        var settings = new NpgsqlConnectionStringBuilder(given);
        if (settings.Host?.Contains(',', StringComparison.Ordinal) is not true) return given;
        var said = new DbConnectionStringBuilder { ConnectionString = given }.Keys.Cast<string>()
            .Select(k => k.Replace(" ", "", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!said.Contains(nameof(settings.HostRecheckSeconds))) settings.HostRecheckSeconds = Recheck;
        if (!said.Contains(nameof(settings.TargetSessionAttributes))) settings.TargetSessionAttributes = "primary";
        return settings.ConnectionString;
    }

    /// <summary>What a connection string says but for the password.</summary>
    public static string WithoutSecrets(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        foreach (var secret in new[] { "Password", "SSL Password", "Passfile" }) settings.Remove(secret);
        return settings.ConnectionString;
    }

    /// <summary>Asks the primary.</summary>
    /// <param name="database">Connects to it.</param>
    /// <param name="isDiskSeen">Whether its disk can be seen.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<ServersStatus> StatusAsync(
        NpgsqlDataSource database, bool isDiskSeen, CancellationToken ct)
    {
        var standbys = await database.QueryAsync("""
            select coalesce(application_name, ''), host(client_addr), coalesce(state, ''), coalesce(sync_state, ''),
                pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn)::bigint, flush_lag
            from pg_stat_replication order by 1, pid
            """, [], r => new Standby(r.GetString(0), r.TextOrNull(1), r.GetString(2), r.GetString(3),
            r.IsDBNull(4) ? null : r.GetInt64(4), r.IsDBNull(5) ? null : r.GetTimeSpan(5)), ct);
        var commits = await database.QueryAsync("select current_setting('synchronous_commit')", [], r => r.GetString(0), ct);
        var isPromised = commits[0] is "on" or "remote_apply" && standbys.Any(s => s.Sync is "sync" or "quorum");
        return new ServersStatus(WithoutSecrets(database.ConnectionString), standbys, isPromised, isDiskSeen);
    }
}
