using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>
/// Kill -9 at random moments under load. CHARITYLEDGER_CRASH_ROUNDS says how often, CHARITYLEDGER_CRASH_SEED repeats a run's
/// choices; ops/kill sets both.
/// </summary>
public sealed class CrashTests
{
    private const int Callers = 8, RoundsBetweenChecks = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly int rounds = Settings.Number("CHARITYLEDGER_CRASH_ROUNDS") ?? 6;
    private readonly int seed = Settings.Number("CHARITYLEDGER_CRASH_SEED") ?? Random.Shared.Next(1_000_000);

    [Fact]
    public async Task Whatever_is_killed_at_whatever_moment_every_acknowledged_command_stands_in_the_log_once()
    {
        using var journal = new Journal(seed);
        using var over = new CancellationTokenSource();
        await using var installation = new Installation(journal, over.Token);
        try
        {
            await RunAsync(installation, journal, over);
        }
        catch
        {
            await over.CancelAsync();
            await installation.KeepEvidenceAsync();
            journal.Say($"FAILED. ops/kill --rounds {rounds} --seed {seed} draws the same again; the journal lies in {journal.Folder}");
            throw;
        }

        journal.Discard();
    }

    private async Task RunAsync(Installation installation, Journal journal, CancellationTokenSource over)
    {
        journal.Say($"seed {seed}, journal {journal.Folder}");
        await installation.RunAsync(1);
        await installation.SetUpAsync();
        var callers = Enumerable.Range(0, Callers)
            .Select(n => new Caller(n, unchecked(seed + n), installation.Door, journal, over.Token)).ToList();
        var verification = new Verification(journal, installation.Door, installation.Folder.ConnectionString);
        foreach (var round in Round.Draw(seed, rounds))
        {
            await RoundAsync(round, installation, journal, callers, over);
            await verification.RunAsync(new Random(round.Seed));
            var isChecked = round.Number % RoundsBetweenChecks == 0 || round.Number == rounds;
            if (isChecked) await Books.CheckAsync(installation.Folder.ConnectionString);
            var perMinute = round.Number / journal.Elapsed.TotalMinutes;
            journal.Say($"round {round.Number} of {rounds} is {(isChecked ? "checked" : "verified")}: {journal.All.Count} acknowledged, "
                + $"{journal.Refusals} refused; {perMinute:0.0} rounds a minute");
        }

        var check = await CommandLine.RunAsync("check", "--json", "--data", installation.Folder.Path);
        Assert.True(check.Done().Json.GetProperty("ok").GetBoolean());
        await installation.StopAsync();
    }

    /// <summary>Load; after so many answers a kill in the middle of it; a new start; then everybody finishes what was begun.</summary>
    private static async Task RoundAsync(
        Round round, Installation installation, Journal journal, List<Caller> callers, CancellationTokenSource over)
    {
        await installation.RunAsync(round.Hosts);
        using var stop = new CancellationTokenSource();
        var enough = journal.MoreAsync(round.Answers);
        var working = Task.WhenAll(callers.Select(c => Task.Run(() => c.WorkAsync(stop.Token))));
        await await Task.WhenAny(enough, working).WaitAsync(Patience);
        if (round.Late > TimeSpan.Zero)
        {
            using var late = new PeriodicTimer(round.Late);
            await late.WaitForNextTickAsync();
        }

        var killing = installation.KillAsync(round);
        journal.Say($"round {round.Number}, {round.Hosts} host(s): {round.Victim} is killed");
        if (await Task.WhenAny(killing, working) == working)
        {
            // A caller failed, and nothing may be started any more.
            await over.CancelAsync();
            await Task.WhenAny(killing);
            await working;
        }

        await killing;
        await stop.CancelAsync();
        await working.WaitAsync(Patience);
    }
}
