using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Domain;
using CharityLedger.Domain.Jobs;
using CharityLedger.Server.Jobs;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>The installation's jobs, for its operators.</summary>
internal static class JobCommands
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    public static Command Job() => new("job", "The installation's jobs (后台任务).") { List(), Runs(), Run(), Pause(), Resume() };

    private static Command List()
    {
        var command = new Command("list", "Jobs: when they run, what they are at, how they ended last.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: true, ct);
            session.Print(await session.GetAsync("jobs", ct), json =>
            {
                var table = new Table { Border = TableBorder.Rounded };
                foreach (var column in (string[])["Job", "Every day at", "Done up to", "Now", "Last run"]) table.AddColumn(column);
                foreach (var job in json.Deserialize<List<JobStatus>>(CliJson.Options)!)
                {
                    table.AddRow(job.Job, job.DailyAt?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "",
                        job.LastPeriod?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                        Markup.Escape(NowOf(job)), Markup.Escape(job.LastRun is { } last ? $"{last.Run}: {ResultOf(last)}" : ""));
                }

                AnsiConsole.Write(table);
            });
        });
        return command;
    }

    private static Command Runs()
    {
        var job = Named();
        var command = new Command("runs", "A job's latest runs, the last one first.") { job };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: true, ct);
            session.Print(await session.GetAsync(PathOf(parsed, job, "runs"), ct), json =>
            {
                var table = new Table { Border = TableBorder.Rounded };
                foreach (var column in (string[])["Run", "On", "Began (Beijing)", "Took", "By", "Result"]) table.AddColumn(column);
                foreach (var run in json.Deserialize<List<EndedRun>>(CliJson.Options)!)
                {
                    table.AddRow(run.Run, Markup.Escape(run.Subject ?? ""),
                        BeijingTime.Show(run.StartedAt).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                        string.Create(CultureInfo.InvariantCulture, $"{run.ElapsedMs / 1000.0:0.0} s"), Markup.Escape(run.By),
                        Markup.Escape(ResultOf(run)));
                }

                AnsiConsole.Write(table);
            });
        });
        return command;
    }

    private static Command Run()
    {
        var job = Named();
        var subject = CommonOptions.Optional("--subject", "What it works on, such as the name of a read model.");
        var nowait = new Option<bool>("--no-wait") { Description = "Ask for the run, and don't wait for its end; needs a host that serves." };
        var command = new Command("run", "Run a job now, and wait for its end.") { job, subject, nowait };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: true, ct);
            var path = PathOf(parsed, job, "runs");
            var receipt = await session.PostAsync(path, new JobRoutes.RunRequest(parsed.GetValue(subject)), ct);
            if (parsed.GetValue(nowait))
            {
                session.PrintReceipt(receipt, "Asked for run");
                return;
            }

            var ended = await EndAsync(session, path, receipt.GetProperty("id").GetString()!, ct);
            var run = ended.Deserialize<EndedRun>(CliJson.Options)!;
            session.Print(ended, _ => Console.WriteLine(ResultOf(run)));
            // Whoever runs the check in a script hears of its findings by the exit code, as from ledger check.
            var found = run.Figures?.Any(f => f is { Name: LedgerCheckJob.Findings, Value: > 0 }) == true;
            if (found) Console.Error.WriteLine("The ledger is not clean; ledger check, and the page /ops, say what was found.");
            if (found || run.Error is not null) throw new ReportedException();
        });
        return command;
    }

    private static Command Pause()
    {
        var job = Named();
        var reason = CommonOptions.Required("--reason", "Why.");
        var command = new Command("pause", "Pause a job: it begins no run until it is resumed.") { job, reason };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: true, ct);
            var request = new JobRoutes.PauseRequest(parsed.GetValue(reason)!);
            session.PrintReceipt(await session.PostAsync(PathOf(parsed, job, "pause"), request, ct), "Paused");
        });
        return command;
    }

    private static Command Resume()
    {
        var job = Named();
        var command = new Command("resume", "Resume a paused job; it catches up on what it missed.") { job };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: true, ct);
            session.PrintReceipt(await session.PostAsync(PathOf(parsed, job, "resume"), new { }, ct), "Resumed");
        });
        return command;
    }

    private static Argument<string> Named() => new("job") { Description = "Name of the job; see job list." };

    private static string PathOf(ParseResult parsed, Argument<string> job, string what) =>
        $"jobs/{Uri.EscapeDataString(parsed.GetValue(job)!)}/{what}";

    /// <summary>How a run ended for good.</summary>
    private static async Task<JsonElement> EndAsync(Session session, string path, string run, CancellationToken ct)
    {
        while (true)
        {
            foreach (var ended in (await session.GetAsync(path, ct)).EnumerateArray())
                if (ended.GetProperty("run").GetString() == run && !ended.TryGetProperty("retryAt", out _)) return ended;
            await Task.Delay(Look, ct);
        }
    }

    private static string NowOf(JobStatus job) => job switch
    {
        { Paused: { } pause } => $"paused by {pause.By}: {pause.Reason}",
        { Running: { } run } => string.Create(CultureInfo.InvariantCulture, $"{run.Run}: {run.Progress.Done} of {run.Progress.Total}"),
        { Waiting.Count: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{job.Waiting.Count} waiting"),
        _ => "",
    };

    private static string ResultOf(EndedRun run) => run.Error is { } code
        ? run.RetryAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"attempt {run.Attempt}: {code}, again at {BeijingTime.Show(at):HH:mm:ss}")
            : string.Create(CultureInfo.InvariantCulture, $"given up after attempt {run.Attempt}: {code}")
        : string.Join(", ", run.Figures!.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} {f.Value}")));
}
