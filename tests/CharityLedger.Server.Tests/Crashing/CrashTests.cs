using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>Kill -9 at random moments under load. CHARITYLEDGER_CRASH_ROUNDS says how often, CHARITYLEDGER_CRASH_SEED repeats a run.</summary>
public sealed class CrashTests
{
    private const int Callers = 16;
    private const string Federation = "crash";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly int rounds = Number("CHARITYLEDGER_CRASH_ROUNDS") ?? 20;
    private readonly int seed = Number("CHARITYLEDGER_CRASH_SEED") ?? Environment.TickCount;
    private readonly Door door = new();
    private readonly Tally tally = new();
    private readonly ConcurrentDictionary<string, Acknowledged> acknowledged = new();
    private readonly ConcurrentDictionary<string, Deed> refused = new();
    private readonly Story story = new();
    private HostProcess? host;

    [Fact]
    public async Task Whatever_is_killed_at_whatever_moment_every_acknowledged_command_stands_in_the_log_once()
    {
        await using var folder = new ServerFolder();
        var random = new Random(seed);
        try
        {
            await LaunchAsync(folder, random);
            var token = await SetUpAsync(folder);
            var callers = Enumerable.Range(0, Callers).Select(n => new Caller(n, seed + n, door, token)).ToList();
            for (var round = 1; round <= rounds; round++)
            {
                await RoundAsync(round, folder, random, callers);
                await VerifyAsync(folder, random, token);
                story.Add("verified");
            }

            Assert.NotEmpty(refused);
            var check = await CommandLine.RunAsync("check", "--json", "--data", folder.Path);
            Assert.True(check.Done().Json.GetProperty("ok").GetBoolean());
            Assert.Equal(0, await host!.StopAsync());
        }
        catch
        {
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"CHARITYLEDGER_CRASH_SEED={seed}\n{story}\n{host?.Output}");
            throw;
        }
        finally
        {
            if (host is not null) await host.DisposeAsync();
        }
    }

    /// <summary>Load; after so many answers a kill in the middle of it; a new start; then everybody finishes what was begun.</summary>
    private async Task RoundAsync(int round, ServerFolder folder, Random random, List<Caller> callers)
    {
        using var stop = new CancellationTokenSource();
        var left = random.Next(10, 200);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var working = Task.WhenAll(callers.Select(c => Task.Run(() => c.WorkAsync(
            done =>
            {
                Assert.True(acknowledged.TryAdd(done.Deed.Key, done));
                if (Interlocked.Decrement(ref left) == 0) enough.SetResult();
            },
            deed => Assert.True(refused.TryAdd(deed.Key, deed)), stop.Token))));
        await await Task.WhenAny(enough.Task, working).WaitAsync(Patience);

        await KillAsync((Victim)(round % 3), folder, random);
        story.Add("ready again");
        await stop.CancelAsync();
        await working.WaitAsync(Patience);
    }

    private async Task KillAsync(Victim victim, ServerFolder folder, Random random)
    {
        story.Add($"{acknowledged.Count} acknowledged; now {victim} is killed");
        if (victim != Victim.Postgres) await host!.KillAsync();
        if (victim != Victim.Host) folder.KillPostgres();
        door.Close();
        if (victim == Victim.Postgres)
        {
            await Books.UntilReadyAsync(await host!.Address);
            door.Open(await host.Address);
        }
        else
        {
            await LaunchAsync(folder, random);
        }
    }

    /// <summary>Starts a host. One in three is killed while it starts, and another one started.</summary>
    private async Task LaunchAsync(ServerFolder folder, Random random)
    {
        if (random.Next(3) == 0)
        {
            var early = TimeSpan.FromMilliseconds(random.Next(100, 1_500));
            story.Add($"killed {early.TotalMilliseconds} ms after its start");
            await using var starting = HostProcess.Launch(folder.Path);
            await starting.RunForAsync(early);
        }

        if (host is not null) await host.DisposeAsync();
        host = await HostProcess.StartAsync(folder.Path);
        door.Open(await host.Address);
    }

    private async Task<string> SetUpAsync(ServerFolder folder)
    {
        using var operate = new Api(await door.Address, await folder.TokenAsync("*"));
        (await operate.PostAsync("federations", new { name = "江城市慈善总会", federation = Federation }, "setup 1")).Accepted();
        var token = await folder.TokenAsync(Federation);
        using var api = new Api(await door.Address, token);
        foreach (var (fund, fee) in new[] { (Caller.HotFund, 0), (Caller.FeeFund, 500) })
        {
            (await api.PostAsync("funds", new
            {
                name = "冠名基金", sponsor = "某公司", purpose = "助学", fund, managementFeeBasisPoints = fee, occurredOn = Deed.Day,
            }, "setup " + fund)).Accepted();
        }

        return token;
    }

    private async Task VerifyAsync(ServerFolder folder, Random random, string token)
    {
        await Books.CheckAsync(folder.ConnectionString);
        var log = await Books.CommandsAsync(folder.ConnectionString);
        var expected = acknowledged.ToDictionary(a => a.Key, a => (a.Value.Position, a.Value.Deed.StreamOf(a.Value.Id)));
        Assert.Equal(expected.OrderBy(e => e.Key), log.Where(c => !c.Key.StartsWith("setup", StringComparison.Ordinal)).OrderBy(e => e.Key));

        var booked = tally.Last;
        tally.Book(acknowledged.Values.Where(a => a.Position > booked));
        Assert.Equal(tally.Balances.OrderBy(b => b.Key), (await Books.BalancesAsync(folder.ConnectionString, Federation)).OrderBy(b => b.Key));

        using var api = new Api(await door.Address, token);
        var gifts = acknowledged.Values.Where(a => a.Deed is Deed.Gift).ToList();
        for (var i = 0; i < 5; i++) await tally.CompareTraceAsync(api, gifts[random.Next(gifts.Count)].Id, log.Values.Max(c => c.Position));
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What happened, and when, for whoever has to find out why a run failed.</summary>
    private sealed class Story
    {
        private readonly Stopwatch since = Stopwatch.StartNew();
        private readonly StringBuilder text = new();

        public void Add(string what) => text.AppendLine(CultureInfo.InvariantCulture, $"{since.Elapsed.TotalSeconds:0.0} s: {what}");

        public override string ToString() => text.ToString();
    }

    private enum Victim
    {
        Host,
        Postgres,
        Both,
    }
}
