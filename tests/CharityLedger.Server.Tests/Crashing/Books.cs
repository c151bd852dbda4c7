using System.Text.Json;
using CharityLedger.EventStore;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>What stands in the database, read beside the host.</summary>
internal static class Books
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Fails unless the check finds nothing wrong: log, buckets, and every read model against a replay.</summary>
    public static async Task CheckAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var log = await new LedgerCheck(database).RunAsync(ct: Ct);
        Assert.Empty(log.Findings);
        await using var projections = new ProjectionEngine(connectionString, (_, e) => throw e);
        Assert.True(await projections.WaitForAllAsync(log.Events, TimeSpan.FromMinutes(1), Ct), "A read model stands still.");
        var differing = await Task.WhenAll(ReadModels.All.Select(p => projections.CompareAsync(p.Name, Ct)));
        Assert.All(differing, Assert.Empty);
    }

    /// <summary>Every command of the log by its key, with the position of its last event and its stream.</summary>
    public static async Task<Dictionary<string, (long Position, string Stream)>> CommandsAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("select seq_id, stream_id, headers from ledger.mt_events order by seq_id");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var commands = new Dictionary<string, (long, string)>(StringComparer.Ordinal);
        var (position, end) = (0L, 0L);
        while (await reader.ReadAsync(Ct))
        {
            Assert.Equal(++position, reader.GetInt64(0));
            var headers = JsonSerializer.Deserialize<JsonElement>(reader.GetString(2));
            // The first event of a command names its key, and the next command begins where this one ends.
            Assert.Equal(position > end, headers.TryGetProperty("key", out var key));
            if (position <= end) continue;
            end = position + headers.GetProperty("count").GetInt32() - 1;
            // A dictionary takes a key once: a command that stands in the log twice fails here.
            commands.Add(key.GetString()!, (end, reader.GetString(1)));
        }

        // None stands there in part.
        Assert.Equal(position, end);
        return commands;
    }

    /// <summary>What every bucket holds, in fen.</summary>
    public static async Task<Dictionary<string, long>> BalancesAsync(string connectionString, string federation)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("""
            select id, in_total - pointer - coalesce((
                select sum(holes[2 * i] - holes[2 * i - 1]) from generate_series(1, cardinality(holes) / 2) i), 0)::bigint
            from charity.bucket where tenant = $1
            """);
        command.Parameters.AddWithValue(federation);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var balances = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(Ct)) balances[reader.GetString(0)] = reader.GetInt64(1);
        return balances;
    }

    /// <summary>Waits until the host says that it can work; its database may come back only now.</summary>
    public static async Task UntilReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do
        {
            using var response = await http.GetAsync("healthz/ready", Ct);
            if (response.IsSuccessStatusCode) return;
            Assert.Equal(503, (int)response.StatusCode);
        }
        while (await pace.WaitForNextTickAsync(Ct));
    }
}
