using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosts;

/// <summary>
/// A primary and a synchronous standby on loopback, as real servers: the standby is a copy of the primary's folder, since npm's
/// PostgreSQL has no <c>pg_basebackup</c>.
/// </summary>
internal sealed class ServerPair : IAsyncDisposable
{
    private const string User = "charityledger", Standby = "standby";

    private readonly string folder = TestFolder.Create();
    private readonly (int Primary, int Standby) ports = (FreePort(), FreePort());
    private readonly string programs;
    private bool isDead;

    private ServerPair(string programs) => this.programs = programs;

    /// <summary>What an operator gives the host.</summary>
    public string ConnectionString => FormattableString.Invariant(
        $"Host=127.0.0.1:{ports.Primary},127.0.0.1:{ports.Standby};Username={User};Database=postgres");

    private string Primary => Path.Combine(folder, "primary");

    private string Copy => Path.Combine(folder, Standby);

    public static async Task<ServerPair> StartAsync()
    {
        await using var known = NpgsqlDataSource.Create(await PostgresFixture.ConnectionStringAsync());
        await using var where = known.CreateCommand("select setting from pg_config where name = 'BINDIR'");
        var pair = new ServerPair((string)(await where.ExecuteScalarAsync())!);
        if (Environment.UserName == "root") await RunAsync("chown", "postgres", pair.folder);
        await pair.AsServerAsync("initdb", "-D", pair.Primary, "-A", "trust", "-U", User, "--no-sync", "-E", "UTF8", "--locale=C");
        await pair.StartServerAsync(pair.Primary, pair.ports.Primary, "");
        await pair.CopyAsync();
        var source = FormattableString.Invariant($"host=127.0.0.1 port={pair.ports.Primary} user={User} application_name={Standby}");
        await pair.StartServerAsync(pair.Copy, pair.ports.Standby, $"primary_conninfo = '{source}'");
        // From here on a commit waits for it.
        await pair.PrimaryAsync($"alter system set synchronous_standby_names = '{Standby}'");
        await pair.PrimaryAsync("select pg_reload_conf()");
        await Eventually.HoldsAsync(async () => await pair.PrimaryAsync("select max(sync_state) from pg_stat_replication") is "sync", "a standby");
        return pair;
    }

    /// <summary>Kill -9 of the primary and all its processes; then the standby is promoted.</summary>
    public async Task FailOverAsync()
    {
        var postmaster = int.Parse(File.ReadLines(Path.Combine(Primary, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        foreach (var pid in ServerFolder.ChildrenOf(postmaster).Prepend(postmaster)) ServerFolder.Kill(pid);
        isDead = true;
        await AsServerAsync("pg_ctl", "promote", "-D", Copy, "-w", "-s");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in isDead ? [Copy] : new[] { Copy, Primary })
            await AsServerAsync("pg_ctl", "stop", "-D", cluster, "-m", "immediate", "-s");
        Directory.Delete(folder, recursive: true);
    }

    private async Task CopyAsync()
    {
        // The session that begins the backup has to end it, too.
        await using var connection = new NpgsqlConnection(Single());
        await connection.OpenAsync();
        await ScalarAsync(connection, "select pg_backup_start('standby', true)");
        await AsServerAsync("cp", "-a", Primary, Copy);
        var label = (string)(await ScalarAsync(connection, "select labelfile from pg_backup_stop(false)"))!;
        await File.WriteAllTextAsync(Path.Combine(Copy, "backup_label"), label);
        await File.WriteAllTextAsync(Path.Combine(Copy, "standby.signal"), "");
        File.Delete(Path.Combine(Copy, "postmaster.pid"));
    }

    private async Task StartServerAsync(string cluster, int port, string more)
    {
        await File.AppendAllTextAsync(Path.Combine(cluster, "postgresql.conf"), FormattableString.Invariant($"""

            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            port = {port}
            max_connections = 200
            {more}

            """));
        if (Environment.UserName == "root") await RunAsync("chown", "-R", "postgres", cluster);
        await AsServerAsync("pg_ctl", "start", "-D", cluster, "-l", cluster + ".log", "-w", "-s");
    }

    private string Single() => FormattableString.Invariant(
        $"Host=127.0.0.1;Port={ports.Primary};Username={User};Database=postgres;Pooling=false");

    private async Task<object?> PrimaryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Single());
        await connection.OpenAsync();
        return await ScalarAsync(connection, sql);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>PostgreSQL refuses root.</summary>
    private Task AsServerAsync(string program, params string[] arguments)
    {
        var own = Path.Combine(programs, program);
        string[] line = [File.Exists(own) ? own : program, .. arguments];
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", "postgres", "--", .. line]) : RunAsync(line[0], line[1..]);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath() })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
