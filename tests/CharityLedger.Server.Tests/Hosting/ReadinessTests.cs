using System.Net;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>What a host says to whoever asks whether it is ready.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_hears_that_the_database_is_away_and_nothing_of_its_server_name_or_user()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host.First.Address };
        Assert.Equal((HttpStatusCode.OK, "ready"), await AskAsync(http));
        await using var gate = new Gate(host.Database.ConnectionString);
        await gate.CloseAsync();
        // PostgreSQL's own words name the database.
        var refused = await Assert.ThrowsAsync<PostgresException>(() => host.Database.ScalarAsync<int>("select 1"));
        Assert.Contains(gate.Database, refused.MessageText, StringComparison.Ordinal);
        // Once on a connection that was cut, and once on one that is refused.
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the database is away"), await AskAsync(http));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the database is away"), await AskAsync(http));
        await gate.OpenAsync();
        await Eventually.HoldsAsync(async () => (await AskAsync(http)).Status == HttpStatusCode.OK, "the database is back");
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/healthz/ready", Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>A database that lets nobody in, from beside it.</summary>
    private sealed class Gate(string connectionString) : IAsyncDisposable
    {
        private readonly NpgsqlDataSource server = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres" });

        public string Database { get; } = new NpgsqlConnectionStringBuilder(connectionString).Database!;

        public async Task CloseAsync()
        {
            await RunAsync($"alter database {Database} allow_connections false");
            await RunAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Database}'");
        }

        public Task OpenAsync() => RunAsync($"alter database {Database} allow_connections true");

        public ValueTask DisposeAsync() => server.DisposeAsync();

        private async Task RunAsync(string sql)
        {
            await using var command = server.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }
}
