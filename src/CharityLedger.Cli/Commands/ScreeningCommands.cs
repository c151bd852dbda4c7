using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using Spectre.Console;
using Routes = CharityLedger.Server.Screening.ScreeningCommands;

namespace CharityLedger.Cli.Commands;

internal static class ScreeningCommands
{
    public static Command Screening() => new("screening", "Lists of blocked names, and held gifts (名单筛查).")
    {
        Load(), Holds(), Decide(),
    };

    private static Command Load()
    {
        var file = new Argument<FileInfo>("names") { Description = "Text file, one name a line, UTF-8." };
        var list = CommonOptions.Required("--list", "Id of the list; it takes the place of an earlier one.");
        var source = CommonOptions.Required("--source", "Where it was published.");
        var date = CommonOptions.Date();
        var command = new Command("load", "Load a list of blocked names; only digests are kept.") { file, list, source, date };
        command.Runs(async (parsed, ct) =>
        {
            var path = parsed.GetValue(file)!;
            if (!path.Exists) throw new CliException("file_not_found", $"There is no file {path.FullName}.");
            var names = (await File.ReadAllLinesAsync(path.FullName, ct)).Where(n => !string.IsNullOrWhiteSpace(n));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("screening/lists", new Routes.LoadRequest(
                parsed.GetValue(list)!, parsed.GetValue(source)!, [.. names], parsed.Day(date)), ct), "Loaded");
        });
        return command;
    }

    private static Command Holds()
    {
        var command = new Command("holds", "Gifts held because of a name, or because a word on their source is missing.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var answer = await session.GetAsync($"screening/holds?min-position={await ReportCommands.LastAsync(session, ct)}", ct);
            session.Print(answer, json =>
            {
                var table = new Table { Border = TableBorder.Rounded };
                foreach (var column in (string[])["Gift", "Arrived", "Why", "Row", "Yuan", "Decision"]) table.AddColumn(column);
                foreach (var h in json.Deserialize<List<Routes.HeldGift>>(CliJson.Options)!)
                {
                    table.AddRow(h.Gift, h.ArrivedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Markup.Escape(Why(h)),
                        h.Row?.Row.ToString(CultureInfo.InvariantCulture) ?? "", Yuan.Format(h.AmountFen), h.Decision?.ToString() ?? "held");
                }

                AnsiConsole.Write(table);
            });
        });
        return command;
    }

    private static Command Decide()
    {
        var gift = CommonOptions.Required("--gift", "Id of the gift.");
        var decision = CommonOptions.Choice<ScreeningDecision>("--decision", "Another of the same name, or the one on the list.", required: true);
        var reason = CommonOptions.Required("--reason", "Why.");
        var source = CommonOptions.Optional("--source-of-funds", "Where the gift comes from, where that is missing.");
        var unlinked = new Option<bool>("--unlinked") { Description = "Receives it without the pledge or agreement that it named." };
        var date = CommonOptions.Date();
        var command = new Command("decide", "Decide on a held gift.") { gift, decision, reason, source, unlinked, date };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(
                $"screening/holds/{Uri.EscapeDataString(parsed.GetValue(gift)!)}/decision", new Routes.DecideRequest(
                    parsed.GetValue(decision), parsed.GetValue(reason)!, parsed.Day(date), parsed.GetValue(source),
                    parsed.GetValue(unlinked)), ct), "Decided");
        });
        return command;
    }

    private static string Why(Routes.HeldGift hold) =>
        string.Join(", ", new[] { hold.List is null ? null : "list " + hold.List, hold.NeedsSource ? "source missing" : null }.OfType<string>());
}
