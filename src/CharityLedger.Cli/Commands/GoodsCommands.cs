using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Donations;

namespace CharityLedger.Cli.Commands;

/// <summary>Gifts in kind and services: what they are, what they are worth, what is done with them.</summary>
internal static class GoodsCommands
{
    private const string Quantity = "Quantity in whole units.";

    public static Command Goods() => new("goods", "Gifts in kind, equity and services (实物、股权、服务捐赠).")
    {
        Receive(), Serve(), Distribute(), TakeBack(), Sell(), WriteOff(), Return(),
    };

    private static Command Receive()
    {
        var about = new About();
        var kind = CommonOptions.Choice<AssetKind>("--kind", "What it is.");
        var purpose = CommonOptions.Optional("--purpose", "Purpose that restricts it (用途).");
        var command = new Command("receive", "Receive goods, fixed assets, equity or securities.") { kind, purpose };
        about.AddTo(command);
        command.Runs(async (parsed, ct) =>
        {
            var value = about.ValueOf(parsed);
            var request = new ReceiveGoods.Request(parsed.GetValue(kind), parsed.GetValue(about.Description)!,
                parsed.GetValue(about.Quantity), parsed.GetValue(about.Unit)!, value.Valuation, value.Fen, parsed.Day(about.Date),
                parsed.GetValue(about.Fund), parsed.GetValue(about.Campaign), parsed.GetValue(purpose), about.DonorOf(parsed));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("goods", request, ct), "Received gift");
        });
        return command;
    }

    private static Command Serve()
    {
        var about = new About();
        var purpose = CommonOptions.Required("--purpose", "What the service was used for (用途).");
        var recipient = CommonOptions.Required("--recipient", "Whom it served, in general words.");
        var command = new Command("serve", "Receive a donated service (捐赠服务).")
        {
            purpose, recipient, CommonOptions.RelatedParty, CommonOptions.Decision,
        };
        about.AddTo(command);
        command.Runs(async (parsed, ct) =>
        {
            var value = about.ValueOf(parsed);
            var request = new ReceiveService.Request(parsed.GetValue(about.Description)!, parsed.GetValue(about.Quantity),
                parsed.GetValue(about.Unit)!, value.Valuation, value.Fen, parsed.GetValue(purpose)!, parsed.GetValue(recipient)!,
                parsed.Day(about.Date), parsed.GetValue(about.Fund), parsed.GetValue(about.Campaign), about.DonorOf(parsed),
                parsed.GetValue(CommonOptions.RelatedParty), parsed.GetValue(CommonOptions.Decision));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("services", request, ct), "Received service");
        });
        return command;
    }

    private static Command Distribute()
    {
        var (gift, quantity, date) = Common();
        var recipient = CommonOptions.Required("--recipient", "Who receives it: an organisation, or people in general words.");
        var purpose = CommonOptions.Required("--purpose", "What it is for (用途).");
        var command = new Command("distribute", "Hand goods to those they are for (发放).")
        {
            gift, quantity, recipient, purpose, CommonOptions.RelatedParty, CommonOptions.Decision, date,
        };
        return command.Posts(p => $"{Path(p.GetValue(gift)!)}/distributions", p => new UseGoods.Distribution(
            p.GetValue(quantity), p.GetValue(recipient)!, p.GetValue(purpose)!, p.Day(date),
            p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision)), "Distributed");
    }

    private static Command TakeBack()
    {
        var (gift, quantity, date) = Common();
        var distribution = CommonOptions.Required("--distribution", "Id of the distribution.");
        var reason = CommonOptions.Required("--reason", "Why it came back.");
        var command = new Command("take-back", "Take distributed goods back (发放冲回).") { gift, distribution, quantity, reason, date };
        return command.Posts(
            p => $"{Path(p.GetValue(gift)!)}/distributions/{Uri.EscapeDataString(p.GetValue(distribution)!)}/reversals",
            p => new UseGoods.Reversal(p.GetValue(quantity), p.GetValue(reason)!, p.Day(date)), "Taken back");
    }

    private static Command Sell()
    {
        var (gift, quantity, date) = Common();
        var proceeds = CommonOptions.Required("--proceeds", "What the buyer paid, in yuan.");
        var cost = CommonOptions.Optional("--cost", "Necessary cost of the sale, in yuan.");
        var buyer = CommonOptions.Required("--buyer", "Who bought.");
        var reason = CommonOptions.Required("--reason", "Why it was sold.");
        var command = new Command("sell", "Sell a gift in kind (变卖).")
        {
            gift, quantity, proceeds, cost, buyer, reason, CommonOptions.RelatedParty, CommonOptions.Decision, date,
        };
        return command.Posts(p => $"{Path(p.GetValue(gift)!)}/sales", p => new UseGoods.Sale(p.GetValue(quantity), p.Fen(proceeds),
            p.GetValue(buyer)!, p.GetValue(reason)!, p.Day(date), p.FenOrNone(cost) ?? 0,
            p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision)), "Sold");
    }

    private static Command WriteOff()
    {
        var (gift, quantity, date) = Common();
        var reason = CommonOptions.Required("--reason", "Why it can't be used.");
        var command = new Command("write-off", "Write off goods (报废).") { gift, quantity, reason, date };
        return command.Posts(p => $"{Path(p.GetValue(gift)!)}/write-offs",
            p => new UseGoods.WriteOff(p.GetValue(quantity), p.GetValue(reason)!, p.Day(date)), "Written off");
    }

    private static Command Return()
    {
        var (gift, quantity, date) = Common();
        var ground = CommonOptions.Choice<RefundGround>("--ground", "Legal ground.", required: true);
        var reason = CommonOptions.Required("--reason", "Said in words.");
        var command = new Command("return", "Give a gift in kind back to its donor (退还).") { gift, quantity, ground, reason, date };
        return command.Posts(p => $"{Path(p.GetValue(gift)!)}/returns",
            p => new UseGoods.Return(p.GetValue(quantity), p.GetValue(ground), p.GetValue(reason)!, p.Day(date)), "Returned");
    }

    private static (Option<string> Gift, Option<long> Quantity, Option<string?> Date) Common() => (
        CommonOptions.Required("--gift", "Receipt number of the gift."),
        new Option<long>("--quantity") { Description = Quantity, Required = true }, CommonOptions.Date());

    private static string Path(string gift) => "goods/" + Uri.EscapeDataString(gift);

    /// <summary>What goods and services say of themselves alike.</summary>
    private sealed class About
    {
        public Option<string> Description { get; } = CommonOptions.Required("--description", "What it is.");

        public Option<long> Quantity { get; } = new("--quantity") { Description = GoodsCommands.Quantity, Required = true };

        public Option<string> Unit { get; } = CommonOptions.Required("--unit", "Unit, such as 件, 箱, 股, 小时.");

        public Option<string?> Fund { get; } = CommonOptions.Optional("--fund", "Fund it is for; general purposes where missing.");

        public Option<string?> Campaign { get; } = CommonOptions.Optional("--campaign", "Campaign that restricts it (募捐活动).");

        public Option<string?> Date { get; } = CommonOptions.Date();

        private readonly Option<string?> value = CommonOptions.Optional("--value",
            "Value in yuan; a note in the register where missing.");
        private readonly Option<string?> basis = CommonOptions.Optional("--basis",
            "Number of the voucher, or how the fair value was found.");
        private readonly Option<string?> valuer = CommonOptions.Optional("--valuer",
            "Who found the fair value; a voucher's where missing.");
        private readonly DonorOptions donor = new();

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { Description, Quantity, Unit, value, basis, valuer, Fund, Campaign, Date })
                command.Options.Add(option);
            donor.AddTo(command);
        }

        public (long Fen, Valuation Valuation) ValueOf(ParseResult parsed)
        {
            var fen = parsed.FenOrNone(value);
            var kind = fen is null ? ValueBasis.None : parsed.GetValue(valuer) is null ? ValueBasis.Voucher : ValueBasis.FairValue;
            return (fen ?? 0, new Valuation(kind, parsed.GetValue(basis), parsed.GetValue(valuer)));
        }

        public DonorInput? DonorOf(ParseResult parsed) => donor.Of(parsed);
    }
}
