using System.Net;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>
/// Disks that fill under load. CHARITYLEDGER_FILL_ROUNDS says how often; ops/fill sets it. Every other round the host
/// keeps no room free, so that PostgreSQL itself comes to the end of the disk.
/// </summary>
public sealed class FillTests
{
    private const int Callers = 8, Answers = 60, RoundsBetweenChecks = 5, DiskMegabytes = 768;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_a_disk_full_refuses_nothing_acknowledged_is_lost_and_all_goes_on_once_there_is_room()
    {
        var rounds = Settings.Number("CHARITYLEDGER_FILL_ROUNDS") ?? 2;
        var (disk, reason) = await LoopDisk.TryMountAsync(DiskMegabytes);
        Assert.SkipWhen(disk is null, reason);
        await using var mounted = disk;
        var seed = Settings.Number("CHARITYLEDGER_CRASH_SEED") ?? Random.Shared.Next(1_000_000);
        using var journal = new Journal(seed);
        using var over = new CancellationTokenSource();
        await using var installation = new Installation(journal, over.Token, Path.Combine(mounted!.Folder, "data"));
        try
        {
            await RunAsync(rounds, seed, mounted, installation, journal, over.Token);
        }
        catch
        {
            await over.CancelAsync();
            mounted.Empty();
            await installation.KeepEvidenceAsync();
            journal.Say($"FAILED. The journal lies in {journal.Folder}");
            throw;
        }

        journal.Discard();
    }

    private static async Task RunAsync(
        int rounds, int seed, LoopDisk disk, Installation installation, Journal journal, CancellationToken over)
    {
        await installation.RunAsync(1);
        await installation.SetUpAsync();
        var callers = Enumerable.Range(0, Callers)
            .Select(n => new Caller(n, unchecked(seed + n), installation.Door, journal, over)).ToList();
        var verification = new Verification(journal, installation.Door, installation.Folder.ConnectionString);
        for (var round = 1; round <= rounds; round++)
        {
            var keepsRoom = round % 2 == 1;
            await installation.StopAsync();
            installation.Arguments = keepsRoom ? [] : ["--keep-free", "0"];
            await installation.RunAsync(1);
            await RoundAsync(keepsRoom, disk, installation, journal, callers);
            await verification.RunAsync(new Random(seed + round));
            var isChecked = round % RoundsBetweenChecks == 0 || round == rounds;
            if (isChecked) await Books.CheckAsync(installation.Folder.ConnectionString);
            journal.Say($"round {round} of {rounds} is {(isChecked ? "checked" : "verified")}: "
                + $"{journal.All.Count} acknowledged, {journal.Refusals} refused");
        }

        await installation.StopAsync();
    }

    private static async Task RoundAsync(
        bool keepsRoom, LoopDisk disk, Installation installation, Journal journal, List<Caller> callers)
    {
        using var stop = new CancellationTokenSource();
        var enough = journal.MoreAsync(Answers);
        var working = Task.WhenAll(callers.Select(c => Task.Run(() => c.WorkAsync(stop.Token))));
        await await Task.WhenAny(enough, working).WaitAsync(Patience, Ct);
        using var http = new HttpClient { BaseAddress = installation.Address };
        await disk.FillAsync(leave: keepsRoom ? 66 * 1024 * 1024 : 0);
        journal.Say(keepsRoom ? "the disk has some 64 MiB left" : "the disk is full");

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        // Callers fill what is left. Where the host keeps room free, all that is read is answered meanwhile.
        for (string? said = null; !IsRefusing(said, keepsRoom); await pace.WaitForNextTickAsync(Ct))
        {
            Assert.False(working.IsFaulted, "A caller failed.");
            using var ready = await http.GetAsync("healthz/ready", Ct);
            said = ready.StatusCode == HttpStatusCode.ServiceUnavailable ? await ready.Content.ReadAsStringAsync(Ct) : null;
            if (keepsRoom) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"f/{SetUp.Simple}", Ct)).StatusCode);
        }

        if (keepsRoom) await ReadAsync(installation, http);
        journal.Say("nothing is written any more; now there is room");
        disk.Empty();
        await await Task.WhenAny(journal.MoreAsync(Answers), working).WaitAsync(Patience, Ct);
        await stop.CancelAsync();
        await working.WaitAsync(Patience, Ct);
        await Books.UntilReadyAsync(installation.Address).WaitAsync(Patience, Ct);
    }

    private static bool IsRefusing(string? said, bool keepsRoom) => said is not null
        && (!keepsRoom || said.StartsWith("reading only: Less than 64 MiB", StringComparison.Ordinal));

    /// <summary>What is refused is told, and what is read is read.</summary>
    private static async Task ReadAsync(Installation installation, HttpClient http)
    {
        var api = (await installation.Door.EnterAsync(Who.Cashier, 0))[0];
        var refused = await api.PostAsync("gifts", new { amountFen = 1, channel = "bank", occurredOn = Deed.Day });
        refused.Refused("ledger_unavailable", HttpStatusCode.ServiceUnavailable);
        Assert.Contains("Less than 64 MiB", refused.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"f/{SetUp.Simple}/gifts", Ct)).StatusCode);
        Assert.NotEmpty(await api.BytesAsync("books/export?from=2026-03&to=2026-03"));
        var check = await CommandLine.RunAsync("check", "--json", "--data", installation.Folder.Path);
        check.Refused("ledger_unavailable");
        Assert.Contains("Less than 64 MiB", check.Output, StringComparison.Ordinal);
    }
}
