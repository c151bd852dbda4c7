using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Funds;

namespace CharityLedger.Cli.Commands;

internal static class FundCommands
{
    public static Command Fund() => new("fund", "Named funds (冠名基金).") { Establish() };

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
        var date = CommonOptions.Date();
        var command = new Command("establish", "Establish a named fund.") { name, sponsor, purpose, id, type, agreement, fee, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new EstablishFund.Request(parsed.GetValue(name)!, parsed.GetValue(sponsor) ?? parsed.GetValue(name)!,
                parsed.GetValue(purpose) ?? parsed.GetValue(name)!, parsed.Day(date), parsed.GetValue(id), parsed.GetValue(type),
                parsed.GetValue(agreement), parsed.GetValue(fee));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("funds", request, ct), "Established fund");
        });
        return command;
    }
}
