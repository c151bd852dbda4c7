using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Donations;

namespace CharityLedger.Cli.Commands;

internal static class GiftCommands
{
    public static Command Gift() => new("gift", "Gifts (捐赠).") { Receive() };

    public static Command Refund()
    {
        var gift = CommonOptions.Required("--gift", "Receipt number of the gift.");
        var amount = CommonOptions.Amount();
        var ground = CommonOptions.Choice<RefundGround>("--ground", "Legal ground.", required: true);
        var reason = CommonOptions.Required("--reason", "Said in words.");
        var account = CommonOptions.Choice<MoneyAccount>("--account",
            "Where the money comes from; where missing the bank, or for a mistake the balance that it came into, while that holds it.");
        var paid = CommonOptions.Optional("--paid-on", "Day of the payment, where it was later; not after today.");
        var owed = new Option<bool>("--owed") { Description = "It is decided and not paid yet; `pay-refund` enters its payment." };
        var date = CommonOptions.Date();
        var command = new Command("refund", "Refund the unspent part of a gift (退款).")
        {
            gift, amount, ground, reason, account, paid, owed, date,
        };
        command.Runs(async (parsed, ct) =>
        {
            var request = new RefundGift.Request(
                parsed.Fen(amount), parsed.GetValue(ground), parsed.GetValue(reason)!, parsed.Day(date),
                parsed.GetResult(account) is null ? null : parsed.GetValue(account), parsed.DayOrNone(paid), parsed.GetValue(owed));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var path = $"gifts/{Uri.EscapeDataString(parsed.GetValue(gift)!)}/refunds";
            session.PrintReceipt(await session.PostAsync(path, request, ct), "Refunded");
        });
        return command;
    }

    public static Command PayRefund()
    {
        var gift = CommonOptions.Required("--gift", "Receipt number of the gift.");
        var refund = CommonOptions.Required("--refund", "Id of the refund that is owed.");
        var account = CommonOptions.Choice<MoneyAccount>("--account", "Where the money comes from; as the refund says where missing.");
        var date = CommonOptions.Date();
        var command = new Command("pay-refund", "Pay a refund that is owed (支付应退捐赠款).") { gift, refund, account, date };
        return command.Posts(
            p => $"gifts/{Uri.EscapeDataString(p.GetValue(gift)!)}/refunds/{Uri.EscapeDataString(p.GetValue(refund)!)}/payment",
            p => new PayRefund.Request(p.Day(date), p.GetResult(account) is null ? null : p.GetValue(account)), "Paid");
    }

    private static Command Receive()
    {
        var amount = CommonOptions.Amount();
        var channel = new Option<string>("--channel") { Description = "bank, alipay, wechat, cash, platform.", DefaultValueFactory = _ => "bank" };
        var fund = CommonOptions.Optional("--fund", "Fund it is for; general money where missing.");
        var campaign = CommonOptions.Optional("--campaign", "Campaign that restricts it (募捐活动).");
        var project = CommonOptions.Optional("--project", "Project that it is for (项目).");
        var purpose = CommonOptions.Optional("--purpose", "Purpose that restricts it (用途).");
        var donor = new DonorOptions();
        var date = CommonOptions.Date();
        var pledge = CommonOptions.Optional("--pledge", "Pledge that it fulfils (承诺).");
        var agreement = CommonOptions.Optional("--yield-agreement", "Agreement that it is a yield of (留本捐息).");
        var terms = new TermOptions();
        var command = new Command("receive", "Receive a gift in money.")
        {
            amount, channel, fund, campaign, project, purpose, date, pledge, agreement,
        };
        donor.AddTo(command);
        terms.AddTo(command);
        command.Runs(async (parsed, ct) =>
        {
            var request = new ReceiveGift.Request(parsed.Fen(amount), parsed.GetValue(channel)!, parsed.Day(date),
                parsed.GetValue(fund), parsed.GetValue(campaign), parsed.GetValue(purpose), donor.Of(parsed),
                parsed.GetValue(pledge), parsed.GetValue(agreement), terms.Of(parsed), parsed.GetValue(project));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("gifts", request, ct), "Received gift");
        });
        return command;
    }
}
