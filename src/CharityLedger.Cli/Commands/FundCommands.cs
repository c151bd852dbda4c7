using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Funds;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

internal static class FundCommands
{
    public static Command Fund() => new("fund", "Named funds (冠名基金).") { Establish(), Terms(), List(), Transfer(), Close() };

    public static Command Allocate()
    {
        var fund = CommonOptions.Optional("--fund", "Fund it goes to; with --project, the fund it comes from.");
        var project = CommonOptions.Optional("--project", "Project that it is set aside for.");
        var amount = CommonOptions.Amount();
        var purpose = CommonOptions.Required("--purpose", "What it is for.");
        var date = CommonOptions.Date();
        var command = new Command("allocate", "Allocate general money to a fund (划拨).") { fund, project, amount, purpose, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new AllocateMoney.Request(
                parsed.Fen(amount), parsed.GetValue(purpose)!, parsed.Day(date), parsed.GetValue(fund), parsed.GetValue(project));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("allocations", request, ct), "Allocated");
        });
        return command;
    }

    private static Command Establish()
    {
        var name = CommonOptions.Required("--name", "Public name.");
        var sponsor = CommonOptions.Optional("--sponsor", "Whose name it bears; the fund's name where missing.");
        var purpose = CommonOptions.Optional("--purpose", "Purpose by the agreement (用途); the fund's name where missing.");
        var id = CommonOptions.Optional("--id", "Id: a-z, 0-9, dash; made where missing.");
        var type = CommonOptions.Choice<FundType>("--type", "What may be spent (动本、不动本).");
        var agreement = CommonOptions.Optional("--agreement", "Number of the agreement (协议编号).");
        var fee = new Option<int>("--fee-bp") { Description = "Management-fee rate in basis points, 0 to 2000." };
        var terms = new Option<FileInfo?>("--terms") { Description = "JSON file with what the agreement states." };
        var date = CommonOptions.Date();
        var command = new Command("establish", "Establish a named fund.")
        {
            name, sponsor, purpose, id, type, agreement, fee, terms, date,
        };
        command.Runs(async (parsed, ct) =>
        {
            var request = new EstablishFund.Request(parsed.GetValue(name)!, parsed.GetValue(sponsor) ?? parsed.GetValue(name)!,
                parsed.GetValue(purpose) ?? parsed.GetValue(name)!, parsed.Day(date), parsed.GetValue(id), parsed.GetValue(type),
                parsed.GetValue(agreement), parsed.GetValue(fee),
                parsed.GetValue(terms) is { } file ? CommonOptions.ReadJson<FundTerms>(file) : null);
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("funds", request, ct), "Established fund");
        });
        return command;
    }

    private static Command Transfer()
    {
        var from = CommonOptions.Required("--from", "Fund it leaves.");
        var to = CommonOptions.Required("--to", "Fund it goes to.");
        var amount = CommonOptions.Amount();
        var ground = CommonOptions.Choice<TransferGround>("--ground", "What allows it.", required: true);
        var reference = CommonOptions.Required("--reference", "Number of the agreement, letter of consent, or decision.");
        var purpose = CommonOptions.Required("--purpose", "What it is for.");
        var campaign = CommonOptions.Optional("--campaign", "Takes money that this campaign restricts, and leaves it so.");
        var restriction = CommonOptions.Optional("--restriction", "Takes money that this stated purpose restricts, and leaves it so.");
        var project = CommonOptions.Optional("--project", "Takes money that is set aside for this project, and leaves it so.");
        var date = CommonOptions.Date();
        var command = new Command("transfer", "Transfer money to another fund (基金间划转).")
        {
            from, to, amount, ground, reference, purpose, campaign, restriction, project, date,
        };
        command.Runs(async (parsed, ct) =>
        {
            var request = new TransferFundMoney.Request(parsed.GetValue(to)!, parsed.Fen(amount), parsed.GetValue(ground),
                parsed.GetValue(reference)!, parsed.GetValue(purpose)!, parsed.Day(date), parsed.GetValue(campaign),
                parsed.GetValue(restriction), parsed.GetValue(project));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"funds/{Uri.EscapeDataString(parsed.GetValue(from)!)}/transfers";
            session.PrintReceipt(await session.PostAsync(path, request, ct), "Transferred");
        });
        return command;
    }

    private static Command Close()
    {
        var fund = CommonOptions.Required("--fund", "The fund.");
        var reason = CommonOptions.Required("--reason", "Why.");
        var date = CommonOptions.Date();
        var command = new Command("close", "Close a fund in which nothing is left (基金终止).") { fund, reason, date };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"funds/{Uri.EscapeDataString(parsed.GetValue(fund)!)}/closing";
            session.PrintReceipt(await session.PostAsync(path, new CloseFund.Request(parsed.GetValue(reason)!, parsed.Day(date)), ct), "Closed fund");
        });
        return command;
    }

    private static Command Terms()
    {
        var fund = CommonOptions.Required("--fund", "The fund.");
        var file = new Argument<FileInfo>("terms") { Description = "JSON file with what the agreement states." };
        var date = CommonOptions.Date();
        var command = new Command("terms", "State the terms of a fund's agreement (基金协议).") { fund, file, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new StateFundTerms.Request(
                CommonOptions.ReadJson<FundTerms>(parsed.GetValue(file)!), parsed.Day(date));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(
                $"funds/{Uri.EscapeDataString(parsed.GetValue(fund)!)}/terms", request, ct), "Stated terms of");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "The funds with their agreements.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var answer = await session.GetAsync($"funds?min-position={await ReportCommands.LastAsync(session, ct)}", ct);
            session.Print(answer, json => Print(json.Deserialize<List<ListFunds.Line>>(CliJson.Options)!));
        });
        return command;
    }

    private static void Print(IReadOnlyList<ListFunds.Line> funds)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Fund", "Name", "Kind", "Type", "Since", "Initial sum", "Received", "Used", "Left"])
            table.AddColumn(column);
        foreach (var f in funds)
        {
            table.AddRow(f.Fund, Markup.Escape(f.Name), f.Terms?.Kind.ToString() ?? "", f.Type.ToString(),
                f.EstablishedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                f.Terms is null ? "" : Yuan.Format(f.Terms.InitialFen), Yuan.Format(f.Figures.ReceivedFen),
                Yuan.Format(f.Figures.UsedFen), Yuan.Format(f.LeftFen));
        }

        AnsiConsole.Write(table);
    }
}
