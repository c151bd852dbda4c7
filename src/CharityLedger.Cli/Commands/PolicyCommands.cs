using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Server.Regulation;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

internal static class PolicyCommands
{
    public static Command Policy() => new("policy", "Thresholds, deadlines and bans with their sources (政策参数).")
    {
        List(), Set(),
    };

    private static Command List()
    {
        var date = CommonOptions.Date();
        var command = new Command("list", "The rows that cover a date.") { date };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var on = parsed.Day(date).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            session.Print(await session.GetAsync("policy?on=" + on, ct),
                json => Print(json.Deserialize<List<ListPolicy.Line>>(CliJson.Options)!));
        });
        return command;
    }

    private static Command Set()
    {
        var row = CommonOptions.Required("--row", "Id of the row.");
        var value = CommonOptions.Optional("--value", "Its value as the table writes it; the table's where missing.");
        var off = new Option<bool>("--off") { Description = "It is not applied." };
        var from = CommonOptions.Optional("--from", "First day, yyyy-MM-dd; the date of the decision where missing.");
        var to = CommonOptions.Optional("--to", "Last day, yyyy-MM-dd.");
        var source = CommonOptions.Required("--source", "Law and article, or the decision, that says so.");
        var reason = CommonOptions.Required("--reason", "Said in words.");
        var date = CommonOptions.Date();
        var command = new Command("set", "Set a row for the federation.") { row, value, off, from, to, source, reason, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new SetPolicyRow.Request(parsed.GetValue(row)!, parsed.GetValue(source)!,
                parsed.GetValue(reason)!, parsed.Day(date), parsed.GetValue(value), !parsed.GetValue(off),
                parsed.GetValue(from) is null ? null : parsed.Day(from), parsed.GetValue(to) is null ? null : parsed.Day(to));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("policy", request, ct), "Set");
        });
        return command;
    }

    private static void Print(IReadOnlyList<ListPolicy.Line> lines)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Row", "Value", "Unit", "Applied", "Source", "Meaning"]) table.AddColumn(column);
        foreach (var (row, applied, own) in lines)
        {
            table.AddRow(Markup.Escape(row.Id), Markup.Escape(row.Value), row.Unit.ToString(),
                applied ? own ? "yes, own" : "yes" : $"no ({row.Status})", Markup.Escape(row.Source),
                Markup.Escape($"{row.NoteEn}（{row.NoteZh}）"));
        }

        AnsiConsole.Write(table);
    }
}
