using System.CommandLine;
using CharityLedger.Cli.Bench;
using CharityLedger.Cli.Bench.Http;
using CharityLedger.EventStore.Embedded;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

internal static class BenchCommand
{
    /// <summary>
    /// Measures on a PostgreSQL of the same settings as the ledger's. Without <c>--connection</c> that is the embedded one,
    /// where scratch databases are made beside the ledger's own and dropped after.
    /// </summary>
    public static Command Bench()
    {
        var defaults = new BenchSizes();
        var which = new Argument<string[]>("workloads")
        {
            Description = "Beginnings of workloads' names; all where none is given.", Arity = ArgumentArity.ZeroOrMore,
        };
        var rounds = Number("--rounds", "Pairs of turns of each workload.", defaults.Rounds);
        var seconds = Number("--seconds", "Length of a turn with waiting callers.", (int)defaults.Turn.TotalSeconds);
        var gifts = Number("--gifts", "Gifts in a turn of bulk writing.", defaults.BulkGifts);
        var rows = Number("--rows", "Rows of the imported list.", defaults.ImportRows);
        var oldGifts = Number("--old-gifts", "Gifts that are grouped to contacts, and contacts among which is found.", defaults.OldGifts);
        var events = Number("--events", "Events of the log that is read and replayed.", defaults.LogEvents);
        var peer = new Option<string?>("--peer")
        {
            Description = "A plain application of others that takes turns with the ledger: marten.",
        };
        peer.AcceptOnlyFromAmong("marten");
        // The floor of http runs in a process of its own: this program, told where the sample lies.
        var bare = new Option<string?>("--bare-endpoint") { Hidden = true };
        var command = new Command("bench", "Measure the ledger beside what PostgreSQL alone would need (性能对照).")
        {
            which, rounds, seconds, gifts, rows, oldGifts, events, peer, bare,
        };
        command.Runs(async (parsed, ct) =>
        {
            if (parsed.GetValue(bare) is { } sample)
            {
                var stored = parsed.GetValue(GlobalOptions.Connection)
                    ?? throw new CliException("connection_missing", "--bare-endpoint needs --connection.");
                await BareEndpoint.ServeAsync(stored, sample, ct);
                return;
            }

            var sizes = new BenchSizes
            {
                Rounds = parsed.GetValue(rounds), Turn = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                BulkGifts = parsed.GetValue(gifts), ImportRows = parsed.GetValue(rows), OldGifts = parsed.GetValue(oldGifts),
                LogEvents = parsed.GetValue(events),
            };
            var names = parsed.GetValue(which)!;
            var options = new BenchOptions("", sizes, names.Length == 0 ? null : names)
            {
                BesideMarten = parsed.GetValue(peer) is not null,
                Running = parsed.GetValue(GlobalOptions.Url) is { } url ? new RunningHost(url, Session.RequiredToken(parsed)) : null,
            };
            if (parsed.GetValue(GlobalOptions.Connection) is { } connection)
            {
                await RunAsync(options with { ConnectionString = connection }, parsed.GetValue(GlobalOptions.Json), ct);
                return;
            }

            await using var server = await EmbeddedPostgres.StartAsync(parsed.GetValue(GlobalOptions.Data)!, _ => { }, ct);
            await RunAsync(options with { ConnectionString = server.ConnectionString }, parsed.GetValue(GlobalOptions.Json), ct);
        });
        return command;
    }

    private static async Task RunAsync(BenchOptions options, bool json, CancellationToken ct)
    {
        if (json || Console.IsOutputRedirected)
        {
            var report = await BenchRunner.RunAsync(options, null, ct);
            if (json) Console.WriteLine(report.ToJson());
            else BenchTable.Write(report, AnsiConsole.Console);
            return;
        }

        var measured = await AnsiConsole.Progress().StartAsync(async progress =>
        {
            var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
            return await BenchRunner.RunAsync(options, new Hearer<BenchProgress>(p =>
            {
                if (!bars.TryGetValue(p.Workload, out var bar))
                    bars[p.Workload] = bar = progress.AddTask(Markup.Escape(p.Workload), maxValue: p.Turns);
                bar.Value = p.Turn;
            }), ct);
        });
        BenchTable.Write(measured, AnsiConsole.Console);
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError($"{name} is at least 1.");
        });
        return option;
    }

    private sealed class Hearer<T>(Action<T> hear) : IProgress<T>
    {
        public void Report(T value) => hear(value);
    }
}
