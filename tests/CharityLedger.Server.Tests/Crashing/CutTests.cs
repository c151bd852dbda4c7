using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>
/// Power cuts under load: what was acknowledged before the cut stands in what the disk holds after it.
/// CHARITYLEDGER_CUT_ROUNDS says how often; ops/cut sets it.
/// </summary>
public sealed class CutTests
{
    private const int Callers = 8, MostAnswers = 150, RoundsBetweenChecks = 5, DiskMegabytes = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whenever_the_power_is_cut_what_was_acknowledged_stands_in_the_log_of_the_next_start()
    {
        var rounds = Settings.Number("CHARITYLEDGER_CUT_ROUNDS") ?? 1;
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
        var random = new Random(seed);
        var callers = Enumerable.Range(0, Callers)
            .Select(n => new Caller(n, unchecked(seed + n), installation.Door, journal, over)).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            using var stop = new CancellationTokenSource();
            var working = Task.WhenAll(callers.Select(c => Task.Run(() => c.WorkAsync(stop.Token))));
            await await Task.WhenAny(journal.MoreAsync(random.Next(1, MostAnswers)), working).WaitAsync(Patience, Ct);
            List<Acknowledged> before = [];
            var processes = installation.Processes;
            await using var after = await disk.CutAsync(processes, () => before = [.. journal.All]);
            await stop.CancelAsync();
            await working.WaitAsync(Patience, Ct);
            var isChecked = round % RoundsBetweenChecks == 0 || round == rounds;
            await JudgeAsync(Path.Combine(after.Folder, "data"), before, isChecked);
            journal.Say($"cut {round} of {rounds} is {(isChecked ? "checked" : "verified")}: {before.Count} were acknowledged");
        }

        await installation.StopAsync();
    }

    /// <summary>A host starts on what is left, and everything acknowledged stands where it was said to stand.</summary>
    private static async Task JudgeAsync(string left, List<Acknowledged> before, bool isChecked)
    {
        await using var folder = new ServerFolder(left);
        // After a cut no process of the number in these lives; here it does, beside the copy.
        foreach (var pid in new[] { "cluster/postmaster.pid", "socket/.s.PGSQL.5432.lock" })
            File.Delete(Path.Combine(left, "postgres", pid));
        await using var host = HostProcess.Launch(left);
        try
        {
            await Books.UntilReadyAsync(await host.Address).WaitAsync(Patience, Ct);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"After the cut no host becomes ready: {host.Output}");
        }

        Verification.Stand(before, await Books.CommandsAsync(folder.ConnectionString));
        if (isChecked) await Books.CheckAsync(folder.ConnectionString);
        Assert.Equal(0, await host.StopAsync());
    }
}
