using System.CommandLine;
using CharityLedger.Server.Disbursements;

namespace CharityLedger.Cli.Commands;

internal static class PaymentCommands
{
    public static Command Pay()
    {
        var amount = CommonOptions.Amount();
        var payee = CommonOptions.Required("--payee", "Who receives it: an organisation, or people in general words.");
        var purpose = CommonOptions.Required("--purpose", "What it is spent on (用途).");
        var fund = CommonOptions.Optional("--fund", "Fund it is paid from; general money where missing.");
        var campaign = CommonOptions.Optional("--campaign", "Takes money that this campaign restricts.");
        var project = CommonOptions.Optional("--project", "Takes money that is set aside for this project.");
        var restriction = CommonOptions.Optional("--restriction", "Takes money that this stated purpose restricts.");
        var date = CommonOptions.Date();
        var command = new Command("pay", "Pay out of a fund (拨付).")
        {
            amount, payee, purpose, fund, campaign, project, restriction, date,
        };
        command.Runs(async (parsed, ct) =>
        {
            var request = new MakePayment.Request(parsed.Fen(amount), parsed.GetValue(payee)!, parsed.GetValue(purpose)!,
                parsed.Day(date), parsed.GetValue(fund), parsed.GetValue(campaign), parsed.GetValue(restriction),
                parsed.GetValue(project));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("payments", request, ct), "Paid");
        });
        return command;
    }

    public static Command Reverse()
    {
        var payment = CommonOptions.Required("--payment", "Id of the payment.");
        var amount = CommonOptions.Amount();
        var reason = CommonOptions.Required("--reason", "Why it came back.");
        var date = CommonOptions.Date();
        var command = new Command("reverse", "Reverse a payment or a part of it (冲回).") { payment, amount, reason, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new ReversePayment.Request(parsed.Fen(amount), parsed.GetValue(reason)!, parsed.Day(date));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"payments/{Uri.EscapeDataString(parsed.GetValue(payment)!)}/reversals";
            session.PrintReceipt(await session.PostAsync(path, request, ct), "Reversed");
        });
        return command;
    }
}
