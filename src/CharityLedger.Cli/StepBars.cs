using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using CharityLedger.Server.Backups;
using Spectre.Console;

namespace CharityLedger.Cli;

/// <summary>
/// Shows on standard error how far a long command is: by bars where somebody looks, otherwise by a line for each step that
/// is done.
/// </summary>
internal static class StepBars
{
    /// <summary>Runs a command that tells of its steps.</summary>
    public static async Task<T> RunAsync<T>(ParseResult parsed, Func<IProgress<BackupProgress>, Task<T>> run)
    {
        if (Console.IsErrorRedirected || parsed.GetValue(GlobalOptions.Json))
        {
            var said = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
            return await run(new Hearer(step =>
            {
                if (step.Done == step.Of && said.TryAdd(step.Step, true)) Say(step);
            }));
        }

        var bars = new ConcurrentDictionary<string, ProgressTask>(StringComparer.Ordinal);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(progress => run(new Hearer(step =>
                bars.GetOrAdd(step.Step, name => progress.AddTask(Markup.Escape(name), maxValue: Math.Max(1, step.Of))).Value =
                    step.Of == 0 ? 1 : step.Done)));
    }

    private static void Say(BackupProgress step) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.Step}: {step.Done:N0}"));

    private sealed class Hearer(Action<BackupProgress> hear) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => hear(value);
    }
}
