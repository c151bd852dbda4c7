using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Domain.Duties;
using CharityLedger.Domain.Regulation;
using Spectre.Console;
using Routes = CharityLedger.Server.Duties.DutyCommands;

namespace CharityLedger.Cli.Commands;

internal static class DutyCommands
{
    public static Command Duties() => new("duties", "The calendar of duties (义务日历).") { List(), Raise(), Meet() };

    public static Command Ratios()
    {
        var year = new Option<int?>("--year") { Description = "The year; this year where missing." };
        var command = new Command("ratios", "A year's ratios with formula, inputs and limits (年度比例).") { year };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var asked = parsed.GetValue(year) is { } y ? string.Create(CultureInfo.InvariantCulture, $"&year={y}") : "";
            var answer = await session.GetAsync($"ratios?min-position={await ReportCommands.LastAsync(session, ct)}{asked}", ct);
            session.Print(answer, json => Print(json.Deserialize<List<Ratio>>(CliJson.Options)!));
        });
        return command;
    }

    private static Command List()
    {
        var status = new Option<string?>("--status") { Description = "open, due_soon, overdue or met; all where missing." };
        var command = new Command("list", "Due dates, sources, and what met them.") { status };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var asked = parsed.GetValue(status) is { } s ? "&status=" + Uri.EscapeDataString(s) : "";
            var answer = await session.GetAsync($"duties?min-position={await ReportCommands.LastAsync(session, ct)}{asked}", ct);
            session.Print(answer, json => Print(json.Deserialize<List<Duty>>(CliJson.Options)!));
        });
        return command;
    }

    private static Command Raise()
    {
        var row = CommonOptions.Required("--row", "Row of the policy table, such as disclosure.major_asset.");
        var subject = CommonOptions.Required("--subject", "What it is about.");
        var start = CommonOptions.Optional("--from", "Day from which it runs, yyyy-MM-dd; today where missing.");
        var date = CommonOptions.Date();
        var command = new Command("raise", "Record what began a duty outside the ledger.") { row, subject, start, date };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("duties", new Routes.RaiseRequest(parsed.GetValue(row)!,
                parsed.GetValue(subject)!, parsed.Day(start), parsed.Day(date)), ct), "Raised");
        });
        return command;
    }

    private static Command Meet()
    {
        var duty = CommonOptions.Required("--duty", "Id of the duty.");
        var evidence = CommonOptions.Required("--evidence", "A document's number, an address, or a file's SHA-256.");
        var date = CommonOptions.Date();
        var command = new Command("meet", "Record that a duty was met.") { duty, evidence, date };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("duties/met", new Routes.MeetRequest(
                parsed.GetValue(duty)!, parsed.GetValue(evidence)!, parsed.Day(date)), ct), "Met");
        });
        return command;
    }

    private static void Print(IReadOnlyList<Duty> duties)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Due", "Status", "Subject", "Duty", "Source", "Met by"]) table.AddColumn(column);
        foreach (var d in duties)
        {
            var due = d.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            table.AddRow(d.YearsWithoutHolidays is { } years ? $"{due} (holidays of {string.Join(", ", years)} not known)" : due,
                d.Applied ? d.Status.ToString() : $"{d.Status} (not in force)", Markup.Escape(d.Subject),
                Markup.Escape($"{d.Row.NoteEn}（{d.Row.NoteZh}）"), Markup.Escape(d.Row.Source), Markup.Escape(d.Met?.By ?? ""));
        }

        AnsiConsole.Write(table);
    }

    private static void Print(IReadOnlyList<Ratio> ratios)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Ratio", "Value", "Limit", "Kept", "Formula"]) table.AddColumn(column);
        foreach (var r in ratios)
        {
            var value = r.BasisPoints is { } bp ? Percent(bp) : "";
            var limit = r.Limit is null ? "" : (r.IsFloor ? "≥ " : "≤ ") + r.Limit.Value + "%";
            table.AddRow(Markup.Escape($"{r.Name}（{r.NameZh}）{r.Subject}"), value, limit,
                r.IsMet is { } met ? met ? "yes" : "no" : Markup.Escape(r.Note ?? ""), Markup.Escape(r.Formula));
        }

        AnsiConsole.Write(table);
    }

    private static string Percent(long basisPoints) =>
        string.Create(CultureInfo.InvariantCulture, $"{basisPoints / 100m:0.00}%");
}
