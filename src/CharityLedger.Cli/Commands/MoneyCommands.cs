using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Funds;

namespace CharityLedger.Cli.Commands;

/// <summary>Income that is no gift, and money that gets free or another use.</summary>
internal static class MoneyCommands
{
    public static Command Income()
    {
        var kind = CommonOptions.Choice<IncomeKind>("--kind", "What it came from.", required: true);
        var amount = CommonOptions.Amount();
        var note = CommonOptions.Required("--note", "Said in words.");
        var fund = CommonOptions.Optional("--fund", "Fund that earned it; the federation where missing.");
        var asset = CommonOptions.Optional("--asset", "Gift in kind that earned it.");
        var date = CommonOptions.Date();
        return new Command("income", "Book interest, dividends or yields (收益).") { kind, amount, note, fund, asset, date }.Posts(
            _ => "incomes", p => new Incomes.Request(p.GetValue(kind), p.Fen(amount), p.GetValue(note)!, p.Day(date),
                p.GetValue(fund), p.GetValue(asset)), "Booked income");
    }

    public static Command Release() => new("release", "Money that could not be spent (释放).") { Principal(), Due() };

    public static Command ChangeUse()
    {
        var amount = CommonOptions.Amount();
        var from = new UseOptions("--from", "it has");
        var to = new UseOptions("--to", "it gets");
        var ground = CommonOptions.Choice<UseChangeGround>("--ground", "What allows it.", required: true);
        var reference = CommonOptions.Required("--reference", "Filing number, letter of consent, or place of the notice.");
        var groundOn = CommonOptions.Required("--ground-on", "Date of filing or consent, or first day of the notice, yyyy-MM-dd.");
        var reason = CommonOptions.Required("--reason", "Why.");
        var gift = CommonOptions.Optional("--gift", "The gift whose own money it is; needed with donor_consent, otherwise the first money under that use.");
        var date = CommonOptions.Date();
        var command = new Command("change-use", "Give restricted money another use (改变用途).")
        {
            amount, ground, reference, groundOn, reason, gift, date,
        };
        from.AddTo(command);
        to.AddTo(command);
        return command.Posts(_ => "use-changes", p => new ChangeUse.Request(p.Fen(amount), from.Of(p), to.Of(p), p.GetValue(ground),
            p.GetValue(reference)!, p.DayOf(groundOn), p.GetValue(reason)!, p.Day(date), p.GetValue(gift)), "Changed use");
    }

    private static Command Principal()
    {
        var fund = CommonOptions.Required("--fund", "The endowment fund.");
        var amount = CommonOptions.Amount();
        var ground = CommonOptions.Required("--ground", "What allows it.");
        var date = CommonOptions.Date();
        return new Command("principal", "Release principal of an endowment fund (释放本金).") { fund, amount, ground, date }.Posts(
            p => $"funds/{Uri.EscapeDataString(p.GetValue(fund)!)}/principal-releases",
            p => new ReleaseMoney.Principal(p.Fen(amount), p.GetValue(ground)!, p.Day(date)), "Released");
    }

    private static Command Due()
    {
        var amount = CommonOptions.Amount();
        var usableFrom = CommonOptions.Required("--usable-from", "Date from which it may be used, yyyy-MM-dd.");
        var fund = CommonOptions.Optional("--fund", "The fund; general money where missing.");
        var campaign = CommonOptions.Optional("--campaign", "Campaign that restricts it.");
        var purpose = CommonOptions.Optional("--purpose", "Purpose that restricts it.");
        var date = CommonOptions.Date();
        return new Command("due", "Release money whose date has come (时间限制到期).") { amount, usableFrom, fund, campaign,
            purpose, date }.Posts(
            _ => "time-releases", p => new ReleaseMoney.Due(p.Fen(amount), p.DayOf(usableFrom), p.Day(date), p.GetValue(fund),
                p.GetValue(campaign), p.GetValue(purpose)), "Released");
    }

    /// <summary>A use: fund, campaign, purpose.</summary>
    private sealed class UseOptions(string prefix, string verb)
    {
        private readonly Option<string?> fund = CommonOptions.Optional(prefix + "-fund", $"Fund that {verb}.");
        private readonly Option<string?> campaign = CommonOptions.Optional(prefix + "-campaign", $"Campaign that {verb}.");
        private readonly Option<string?> purpose = CommonOptions.Optional(prefix + "-purpose", $"Purpose that {verb} (用途).");

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { fund, campaign, purpose }) command.Options.Add(option);
        }

        public ChangeUse.Use Of(ParseResult parsed) =>
            new(parsed.GetValue(fund), parsed.GetValue(campaign), parsed.GetValue(purpose));
    }
}
