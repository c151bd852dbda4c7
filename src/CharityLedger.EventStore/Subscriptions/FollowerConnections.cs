using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>The connections of those who follow.</summary>
internal static class FollowerConnections
{
    /// <summary>
    /// Of a session. Not synced: what a crash takes back, checkpoints and rows alike, is made again from the log. Plans:
    /// prepared statements keep theirs while the tables grow, and one made while they were small would scan or sort them
    /// whole; every statement of a follower goes by an index. Times: a host that stands still inside a transaction holds
    /// the checkpoints, so the server ends its session.
    /// </summary>
    private const string Settings = """
        set synchronous_commit = off;
        set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set enable_bitmapscan = off;
        set enable_sort = off; set jit = off; set plan_cache_mode = force_generic_plan;
        set idle_in_transaction_session_timeout = 60000
        """;

    public static NpgsqlDataSource Create(string connectionString, string name)
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "charityledger-" + name,
            // Locks and LISTEN live as long as the session, which therefore must really end when it is closed.
            Pooling = false,
            KeepAlive = 10,
            // Whose statement it was that failed.
            IncludeFailedBatchedCommand = true,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
        }.ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            _ => throw new NotSupportedException("Connections are opened asynchronously."),
            async connection =>
            {
                await using var command = new NpgsqlCommand(Settings, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }
}
