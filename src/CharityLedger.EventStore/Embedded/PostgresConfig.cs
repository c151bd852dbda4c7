using System.Globalization;

namespace CharityLedger.EventStore.Embedded;

/// <summary>Our settings, included by the cluster's own postgresql.conf and written anew at each start.</summary>
internal static class PostgresConfig
{
    internal const string FileName = "postgres.conf";

    /// <summary>What is appended to postgresql.conf once; lines that an administrator adds below it win.</summary>
    private const string Include =
        "\n# The ledger's settings; they are written anew at each start. Put your own below.\n" + IncludeLine + "\n";

    private const string IncludeLine = $"include '../{FileName}'";

    /// <summary>
    /// Makes the cluster's own postgresql.conf include our settings. Where a power cut left NUL bytes in place of a line that
    /// had not reached the disk, as versions before 0.4.0 could, they go.
    /// </summary>
    /// <returns>Whether there was something to do.</returns>
    internal static async Task<bool> IncludeAsync(string cluster, CancellationToken ct)
    {
        var path = Path.Combine(cluster, "postgresql.conf");
        var text = await File.ReadAllTextAsync(path, ct);
        var whole = text.Replace("\0", "", StringComparison.Ordinal);
        if (!whole.Contains(IncludeLine, StringComparison.Ordinal)) whole += Include;
        if (whole == text) return false;
        await Disk.WriteAsync(path, whole, ct);
        return true;
    }

    internal static string Text(EmbeddedPostgresOptions options, string socketFolder)
    {
        // A ledger's fsync, full_page_writes and synchronous_commit are not named: their defaults are the safe ones.
        var durability = options.Durable ? "" : "fsync = off\nfull_page_writes = off\n";
        var connections = options.MaxConnections.ToString(CultureInfo.InvariantCulture);
        return $"""
            listen_addresses = ''
            unix_socket_directories = '{socketFolder.Replace("'", "''", StringComparison.Ordinal)}'
            unix_socket_permissions = 0700
            port = 5432
            max_connections = {connections}
            shared_buffers = 256MB
            maintenance_work_mem = 128MB
            effective_cache_size = 1GB
            max_wal_size = 2GB
            checkpoint_timeout = 15min
            random_page_cost = 1.1
            jit = off
            lc_messages = 'C'
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] '
            log_checkpoints = off
            cluster_name = 'charityledger'
            {durability}
            """;
    }
}
