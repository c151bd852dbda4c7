using System.Net;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>Judges the database by the journal, while nobody commands.</summary>
internal sealed class Verification(Journal journal, Door door, string connectionString)
{
    private const int Repeats = 12, Traces = 4;
    private readonly Tally tally = new();

    /// <summary>Fails unless every acknowledged command stands in the log once, where it was said to stand, and nothing else does.</summary>
    public async Task RunAsync(Random random)
    {
        var all = journal.All.OrderBy(a => a.Deed.Key, StringComparer.Ordinal).ToList();
        var log = await Books.CommandsAsync(connectionString);
        var known = all.Select(a => a.Deed.LogKey).ToHashSet(StringComparer.Ordinal);
        var others = log.Keys.Where(k => !known.Contains(k) && !k.StartsWith("setup", StringComparison.Ordinal));
        // Rows of lists come under keys of each run's own, and are counted by themselves; jobs come by the clock.
        string[] beside = ["import-", "request/job/"];
        Assert.DoesNotContain(others, k => !beside.Any(b => k.StartsWith(b, StringComparison.Ordinal)));
        Stand(all, log);
        await CheckImportsAsync(all);
        await CheckBalancesAsync(all);
        await RepeatAsync(all, random);

        await TraceAsync(all.FindAll(a => a.Deed is Deed.Gift), log.Values.Max(c => c.Position), random);
    }

    /// <summary>Fails unless everything acknowledged stands in a log where it was said to stand.</summary>
    public static void Stand(IEnumerable<Acknowledged> all, IReadOnlyDictionary<string, (long Position, string Stream)> log)
    {
        foreach (var done in all)
        {
            if (!log.TryGetValue(done.Deed.LogKey, out var stored)) Assert.Fail($"Acknowledged and not in the log: {done}");
            var (position, id) = done.Deed is Import ? (stored.Position, "") : (done.Position, done.Id);
            if (stored != (position, done.Deed.StreamOf(id))) Assert.Fail($"It stands at {stored}: {done}");
        }
    }

    /// <summary>Every row of every acknowledged list is a gift once.</summary>
    private async Task CheckImportsAsync(List<Acknowledged> all)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("""
            select data -> 'source' ->> 'list', count(*), count(distinct data -> 'source' ->> 'row'), sum((data ->> 'amountFen')::bigint)::bigint
            from ledger.mt_events where tenant_id = $1 and type = 'gift_received' group by 1 order by 1
            """);
        command.Parameters.AddWithValue(SetUp.Listed);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var stored = new List<(string, long, long, long)>();
        while (await reader.ReadAsync()) stored.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        var imports = all.Select(a => a.Deed).OfType<Import>().Select(i => (i.Sha256, (long)i.Rows, (long)i.Rows, i.Amount));
        Assert.Equal(imports.Order(), stored.Order());
    }

    private async Task CheckBalancesAsync(List<Acknowledged> all)
    {
        var booked = tally.Last;
        tally.Book(all.Where(a => a.Deed is not Import && a.Deed.By == Who.Cashier && a.Position > booked));
        Assert.Equal(tally.Balances.OrderBy(b => b.Key), (await Books.BalancesAsync(connectionString, SetUp.Simple)).OrderBy(b => b.Key));
        var paid = all.Select(a => a.Deed).OfType<Execution>().Sum(e => e.Amount);
        Assert.Equal(SetUp.OfficeFen - paid, (await Books.BalancesAsync(connectionString, SetUp.Office))["general"]);
        var listed = all.Select(a => a.Deed).OfType<Import>().Sum(i => i.Amount);
        Assert.Equal(listed, (await Books.BalancesAsync(connectionString, SetUp.Listed)).GetValueOrDefault("general"));
    }

    /// <summary>Whatever host is asked again, under a key that was used it gives the first answer.</summary>
    private async Task RepeatAsync(List<Acknowledged> all, Random random)
    {
        for (var i = 0; i < Repeats && all.Count > 0; i++)
        {
            var (deed, first) = all[random.Next(all.Count)];
            var again = await AskAsync(deed.By, random, deed.AskAsync);
            Assert.True(deed.IsRepeat(first, again), $"{deed}: first {first.Body}, again {again.Status} {again.Body}");
        }
    }

    private async Task TraceAsync(List<Acknowledged> gifts, long position, Random random)
    {
        for (var i = 0; i < Traces && gifts.Count > 0; i++)
        {
            var gift = gifts[random.Next(gifts.Count)].Id;
            tally.CompareTrace(gift, await AskAsync(Who.Cashier, random, api => api.GetAsync($"gifts/{gift}/trace?min-position={position}")));
        }
    }

    /// <summary>Asks one host, and then the next: connections to a database that died are only now found to be broken.</summary>
    private async Task<Answer> AskAsync(Who who, Random random, Func<Api, Task<Answer>> ask)
    {
        var turn = random.Next(2);
        Answer? answer = null;
        await Eventually.HoldsAsync(async () =>
        {
            answer = await ask((await door.EnterAsync(who, turn++))[0]);
            return answer.Status != HttpStatusCode.ServiceUnavailable;
        }, "a host that answers", TimeSpan.FromMinutes(2));
        return answer!;
    }
}
