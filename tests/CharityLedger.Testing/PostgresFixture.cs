using System.Runtime.InteropServices;
using CharityLedger.EventStore.Embedded;

namespace CharityLedger.Testing;

/// <summary>
/// The PostgreSQL servers of this test process: one that forgets durability for speed and, where a crash test asks,
/// one that keeps it. They start when first used, and stop and vanish when the process ends.
/// </summary>
public static class PostgresFixture
{
    // The runtime doesn't turn a SIGTERM into a process exit by itself.
    private static readonly PosixSignalRegistration Terminated =
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));

    private static readonly Lazy<Task<EmbeddedPostgres>> Fast = new(() => StartAsync(durable: false));
    private static readonly Lazy<Task<EmbeddedPostgres>> Safe = new(() => StartAsync(durable: true));

    /// <summary>Connects to the server's own database, which tests leave alone.</summary>
    /// <param name="durable">True for crash tests: fsync and full page writes stay on.</param>
    public static async Task<string> ConnectionStringAsync(bool durable = false) =>
        (await (durable ? Safe : Fast).Value).ConnectionString;

    private static async Task<EmbeddedPostgres> StartAsync(bool durable)
    {
        await TestFolder.RemoveOrphansAsync();
        // Of copying databases for tests most of the time went into the disk's file system.
        var folder = durable ? TestFolder.Create() : TestFolder.CreateInMemory();
        var server = await EmbeddedPostgres.StartAsync(
            // Many hosts share it, each with its pools and its followers.
            new EmbeddedPostgresOptions(folder) { Durable = durable, MaxConnections = 600 }, Console.Error.WriteLine, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Directory.Delete(folder, recursive: true);
        };
        return server;
    }
}
