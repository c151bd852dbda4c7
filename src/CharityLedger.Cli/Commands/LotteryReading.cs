using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Domain;
using CharityLedger.Projections.Lottery;
using CharityLedger.Server.Lottery;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>What became of the welfare-lottery fund, and the sales that it comes from.</summary>
internal static class LotteryReading
{
    public static Command Sales()
    {
        var month = CommonOptions.Optional("--month", "Any day of the month of the sales, yyyy-MM-dd; this month where missing.");
        var game = CommonOptions.Required("--game", "Kind of lottery, such as 电脑票.");
        var sold = CommonOptions.Required("--sales", "Sales in yuan.");
        var proportion = new Option<int>("--proportion-bp") { Description = "Part for the fund, in basis points.", Required = true };
        var expired = CommonOptions.Optional("--expired", "Expired prizes (弃奖) in yuan.");
        var declared = CommonOptions.Required("--declared", "Amount declared, in yuan.");
        var declaredOn = CommonOptions.Optional("--declared-on", "Day of the declaration.");
        var paid = CommonOptions.Required("--paid", "Amount paid, in yuan.");
        var paidOn = CommonOptions.Optional("--paid-on", "Day of the payment.");
        var date = CommonOptions.Date();
        return PostCommand.Of("sales", "Record a month's sales and fund (销量与公益金).", "Recorded",
            [month, game, sold, proportion, expired, declared, declaredOn, paid, paidOn, date], p => ("lottery/sales",
                new RecordLotterySales.Request(p.Day(month), p.GetValue(game)!, p.Fen(sold), p.GetValue(proportion), p.Fen(declared),
                    p.Day(declaredOn), p.Fen(paid), p.Day(paidOn), p.Day(date), p.GetValue(expired) is null ? 0 : p.Fen(expired!))));
    }

    public static Command Report()
    {
        var by = CommonOptions.Choice<LotteryGroup>("--by", "What the lines stand for.");
        var year = new Option<int?>("--year") { Description = "One budget year; all where missing." };
        var command = new Command("report", "Sums of the fund by year, purpose, level, region or priority.") { by, year };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var only = parsed.GetValue(year) is { } y ? string.Create(CultureInfo.InvariantCulture, $"&year={y}") : "";
            var path = $"lottery/report?by={parsed.GetValue(by)}{only}&min-position={await ReportCommands.LastAsync(session, ct)}";
            session.Print(await session.GetAsync(path, ct), json => Print(json.Deserialize<List<LotteryLine>>(CliJson.Options)!));
        });
        return command;
    }

    public static Command List(string name, string description)
    {
        var command = new Command(name, description);
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var answer = await session.GetAsync($"lottery/{name}?min-position={await ReportCommands.LastAsync(session, ct)}", ct);
            session.Print(answer, json =>
            {
                foreach (var line in json.EnumerateArray()) Console.WriteLine(line.GetRawText());
            });
        });
        return command;
    }

    private static void Print(IReadOnlyList<LotteryLine> lines)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("");
        foreach (var column in (string[])["Issued", "Carried in", "Allotted", "Paid", "Spent", "Carried on", "Given back", "Left"])
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        foreach (var (group, f) in lines)
        {
            table.AddRow([Markup.Escape(group), .. new[] { f.IssuedFen, f.CarriedInFen, f.AllottedFen, f.PaidFen, f.SpentFen,
                f.CarriedOutFen, f.RecoveredFen, f.LeftFen }.Select(Yuan.Format)]);
        }

        AnsiConsole.Write(table);
    }
}
