using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Projections;
using CharityLedger.Projections.Traces;
using CharityLedger.Server.Accounting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>What people read: traces, balances, the check of everything.</summary>
internal static class ReportCommands
{
    public static Command Trace()
    {
        var gift = new Argument<string>("gift") { Description = "Receipt number of the gift." };
        var command = new Command("trace", "What became of a gift (捐款去向).") { gift };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"gifts/{Uri.EscapeDataString(parsed.GetValue(gift)!)}/trace?min-position={await LastAsync(session, ct)}";
            var answer = await session.GetAsync(path, ct);
            session.Print(answer, json => PrintTrace(json.Deserialize<GiftTrace>(CliJson.Options)!));
        });
        return command;
    }

    public static Command Balances()
    {
        var command = new Command("balances", "Every bucket's balance (余额).");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var answer = await session.GetAsync($"balances?min-position={await LastAsync(session, ct)}", ct);
            session.Print(answer, json => PrintBalances(json.Deserialize<List<Server.Reports.Balances.BucketBalance>>(CliJson.Options)!));
        });
        return command;
    }

    public static Command Check()
    {
        var command = new Command("check",
            "Check everything: positions, every bucket against the log, every read model against a replay, the books against themselves.");
        command.Runs(async (parsed, ct) =>
        {
            await using var host = await Session.OpenHostAsync(parsed, ct);
            var log = await host.Services.GetRequiredService<FullCheck>().RunAsync(ct: ct);
            var findings = log.Findings;
            if (parsed.GetValue(GlobalOptions.Json))
                CliJson.Print(new { ok = findings.Count == 0, log.Events, log.Buckets, log.BalanceFen, projections = ReadModels.All.Count, findings });
            else PrintCheck(log, findings);
            if (findings.Count > 0) throw new ReportedException();
        });
        return command;
    }

    /// <summary>The end of the log now, so that a read sees what was written before it.</summary>
    public static async Task<long> LastAsync(Session session, CancellationToken ct)
    {
        var status = await session.GetAsync("projections", ct);
        return status.EnumerateArray().Select(s => s.GetProperty("position").GetInt64() + s.GetProperty("lag").GetInt64()).DefaultIfEmpty(0).Max();
    }

    private static void PrintTrace(GiftTrace trace)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Gift [bold]{trace.Gift}[/], {trace.OccurredOn:yyyy-MM-dd}, ¥{Yuan.Format(trace.AmountFen)}");
        AnsiConsole.MarkupLine("Attributed by the published rule (按公布的规则对应).");
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Use", "Date", "What for", "To", "Bucket", "By way of"]) table.AddColumn(column);
        table.AddColumn(new TableColumn("Yuan") { Alignment = Justify.Right });
        foreach (var part in trace.Parts)
        {
            table.AddRow(part.Use.ToString(), part.Outflow?.OccurredOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                Markup.Escape(part.Outflow?.Purpose ?? ""), Markup.Escape(part.Outflow?.Payee ?? ""), Markup.Escape(part.Bucket.ToString()),
                string.Join(" → ", part.Steps.Skip(1).Select(s => $"{s.Kind} {s.Id}")), Yuan.Format(part.AmountFen));
        }

        AnsiConsole.Write(table);
    }

    private static void PrintBalances(IReadOnlyList<Server.Reports.Balances.BucketBalance> buckets)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("Bucket");
        foreach (var column in (string[])["Gifts", "Received", "Allocated", "Paid", "Came back", "Refunded", "Left"])
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        foreach (var (bucket, left, f) in buckets)
        {
            table.AddRow(Markup.Escape(bucket.ToString()), f.Gifts.ToString("N0", CultureInfo.InvariantCulture), Yuan.Format(f.ReceivedFen),
                Yuan.Format(f.AllocatedInFen - f.AllocatedOutFen), Yuan.Format(f.PaidFen), Yuan.Format(f.ReturnedFen),
                Yuan.Format(f.RefundedFen), $"[bold]{Yuan.Format(left)}[/]");
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"Left in all ¥{Yuan.Format(buckets.Sum(b => b.BalanceFen))}");
    }

    internal static void PrintCheck(LogCheck log, IReadOnlyList<Finding> findings)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{log.Events:N0} events, {log.Buckets:N0} buckets holding ¥{Yuan.Format(log.BalanceFen)}, {ReadModels.All.Count} read models.");
        foreach (var finding in findings) AnsiConsole.MarkupLineInterpolated($"[red]{finding.Subject}: {finding.Message}[/]");
        AnsiConsole.MarkupLine(findings.Count == 0 ? "[green]All is well.[/]" : "[red]Not all is well.[/]");
    }
}
