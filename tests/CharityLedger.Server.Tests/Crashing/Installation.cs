using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>One database and one or two hosts on it, all of them real processes. The first host starts PostgreSQL.</summary>
internal sealed class Installation(Journal journal, CancellationToken over, string? folder = null) : IAsyncDisposable
{
    private const int First = 0, Second = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string secondFolder = Path.Combine(journal.Folder, "second");
    private readonly HostProcess?[] hosts = new HostProcess?[2];

    public ServerFolder Folder { get; } = new(folder);

    /// <summary>What else the first host is told at its next start.</summary>
    public string[] Arguments { get; set; } = [];

    /// <summary>Where the first host is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The first host and all of PostgreSQL.</summary>
    public IReadOnlyCollection<int> Processes => [hosts[First]!.Pid, .. Folder.Processes];

    public Door Door { get; } = new();

    private IEnumerable<int> Running => Enumerable.Range(0, hosts.Length).Where(h => hosts[h] is not null);

    /// <summary>Sees to it that so many hosts run.</summary>
    /// <param name="count">One or two.</param>
    /// <param name="early">When a first start is killed; null where every start may complete.</param>
    public async Task RunAsync(int count, TimeSpan? early = null)
    {
        for (var host = 0; host < count; host++)
        {
            if (hosts[host] is not null) continue;
            await StartAsync(host, early);
            early = null;
        }

        if (count == 1 && hosts[Second] is not null) await StopAsync(Second);
        foreach (var host in Running) await Books.UntilReadyAsync(await hosts[host]!.Address).WaitAsync(Patience, over);
    }

    /// <summary>Registers the callers' federations; from then on they are let in.</summary>
    public async Task SetUpAsync()
    {
        Door.Tokens = await SetUp.RunAsync(await hosts[First]!.Address, Folder);
        Door.Open(First, await hosts[First]!.Address);
    }

    /// <summary>Kill -9, and starts again what doesn't start by itself; meanwhile the callers go on where they can.</summary>
    public async Task KillAsync(Round round)
    {
        if (round.Victim is Victim.Postmaster or Victim.Postgres or Victim.Everything)
            Folder.KillPostgres(children: round.Victim != Victim.Postmaster);
        int[] killed = round.Victim switch
        {
            Victim.FirstHost => [First],
            Victim.SecondHost => [Second],
            Victim.Hosts or Victim.Everything => [.. Running],
            _ => [],
        };
        await Task.WhenAll(killed.Select(h => hosts[h]!.KillAsync()));
        if (round.Victim is Victim.Backend or Victim.AppendBackend) await KillBackendAsync(round);
        foreach (var host in killed) await ForgetAsync(host);
        // With nobody left to answer, the next answers come after the start.
        if (Running.Any()) await journal.MoreAsync(round.Onwards).WaitAsync(Patience, over);
        await RunAsync(round.Hosts, round.Early);
    }

    /// <summary>Stops every host as one should be stopped.</summary>
    public async Task StopAsync()
    {
        foreach (var host in Running.Reverse().ToList()) await StopAsync(host);
    }

    /// <summary>Puts beside the journal what the hosts and PostgreSQL said, and the log where it can be read.</summary>
    public async Task KeepEvidenceAsync()
    {
        foreach (var host in Running) journal.Keep($"host-{host + 1}.out", hosts[host]!.Output);
        var server = Path.Combine(Folder.Path, "postgres", "server.log");
        if (File.Exists(server)) journal.Keep("postgres.log", await File.ReadAllTextAsync(server));
        try
        {
            await using var connection = new NpgsqlConnection(Folder.ConnectionString);
            await connection.OpenAsync();
            using var log = await connection.BeginTextExportAsync(
                "copy (select seq_id, tenant_id, stream_id, version, type, headers, data from ledger.mt_events order by seq_id) to stdout");
            journal.Keep("log.tsv", await log.ReadToEndAsync());
        }
        catch (NpgsqlException e)
        {
            journal.Keep("log.tsv", e.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Running.ToList()) await hosts[host]!.DisposeAsync();
        Door.Dispose();
        await Folder.DisposeAsync();
    }

    private async Task StartAsync(int host, TimeSpan? early)
    {
        if (early is { } moment)
        {
            journal.Say($"host {host + 1} is killed {moment.TotalMilliseconds} ms after its start");
            await using var starting = Launch(host);
            await starting.RunForAsync(moment);
        }

        hosts[host] = Launch(host);
        var address = await hosts[host]!.Address;
        if (host == First) Address = address;
        Door.Open(host, address);
    }

    private HostProcess Launch(int host)
    {
        if (host == First) return HostProcess.Launch(Folder.Path, null, Arguments);
        // A data folder has one host: the second one has its own, and the same master key.
        Directory.CreateDirectory(secondFolder);
        File.Copy(Path.Combine(Folder.Path, "master.key"), Path.Combine(secondFolder, "master.key"), overwrite: true);
        var connection = new NpgsqlConnectionStringBuilder(Folder.ConnectionString) { Pooling = true }.ConnectionString;
        return HostProcess.Launch(secondFolder, null, "--connection", connection);
    }

    private async Task StopAsync(int host)
    {
        Door.Close(host);
        Assert.Equal(0, await hosts[host]!.StopAsync());
        await ForgetAsync(host);
    }

    private async Task ForgetAsync(int host)
    {
        Door.Close(host);
        var gone = hosts[host]!;
        hosts[host] = null;
        await gone.DisposeAsync();
        journal.Keep($"host-{host + 1}.out", gone.Output);
    }

    private async Task KillBackendAsync(Round round)
    {
        await using var connection = new NpgsqlConnection(Folder.ConnectionString);
        await connection.OpenAsync();
        var found = new List<(int Pid, string Name)>();
        await Eventually.HoldsAsync(async () =>
        {
            // Of two appenders the one that is at work.
            await using var command = new NpgsqlCommand("""
                select pid, application_name || ', ' || coalesce(state, 'new') from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid() and (application_name = 'charityledger-append' or not $1)
                order by $1 and state = 'idle', backend_start
                """, connection);
            command.Parameters.AddWithValue(round.Victim == Victim.AppendBackend);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) found.Add((reader.GetInt32(0), reader.GetString(1)));
            return found.Count > 0;
        }, "a backend to kill");
        var (pid, name) = round.Victim == Victim.AppendBackend ? found[0] : found[(int)(round.Chance * found.Count)];
        journal.Say($"{(round.IsGentle ? "told to end" : "killed")}: the backend of {name}");
        if (!round.IsGentle)
        {
            ServerFolder.Kill(pid);
            return;
        }

        await using var end = new NpgsqlCommand("select pg_terminate_backend($1)", connection);
        end.Parameters.AddWithValue(pid);
        await end.ExecuteScalarAsync();
    }
}
