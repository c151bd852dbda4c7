using System.Diagnostics;
using System.Globalization;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Embedded;

/// <summary>
/// A data folder with what tests do to its server; the folder and whatever still runs in it end with the test.
/// </summary>
public class ServerFolder : IAsyncDisposable
{
    private readonly List<string> _log = [];

    public string Data { get; } = TestFolder.Create();

    public string Cluster => Path.Combine(Data, "postgres", "cluster");

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    public Task<EmbeddedPostgres> StartAsync() => StartAsync(new EmbeddedPostgresOptions(Data));

    public Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, Say, TestContext.Current.CancellationToken);

    /// <summary>The server's process id as it wrote it; null where it isn't running or is just starting.</summary>
    public int? Pid() => PidIn(Cluster);

    private static int? PidIn(string cluster)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(cluster, "postmaster.pid"));
            return lines.Length == 0 ? null : int.Parse(lines[0], CultureInfo.InvariantCulture);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public Task KillServerAsync() => KillServerAsync(Cluster);

    public static async Task KillServerAsync(string cluster)
    {
        using var postmaster = Process.GetProcessById(PidIn(cluster)!.Value);
        postmaster.Kill();
        await postmaster.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<object?> ScalarAsync(EmbeddedPostgres server, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<bool> AnswersAsync(EmbeddedPostgres server)
    {
        try
        {
            return await ScalarAsync(server, "select 1") is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EmbeddedPostgres.RemoveUnusedAsync(Data, Say, CancellationToken.None);
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
        GC.SuppressFinalize(this);
    }

    private void Say(string line)
    {
        lock (_log)
            _log.Add(line);
    }
}
