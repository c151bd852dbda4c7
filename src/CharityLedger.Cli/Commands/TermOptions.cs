using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Donations;

namespace CharityLedger.Cli.Commands;

/// <summary>What may be stated beside a gift in money.</summary>
internal sealed class TermOptions
{
    private readonly Option<string?> currency = CommonOptions.Optional("--currency", "Foreign currency it came in (ISO 4217).");
    private readonly Option<long> minor = new("--foreign-minor") { Description = "Its amount in that currency's minor units." };
    private readonly Option<string?> rate = CommonOptions.Optional("--rate", "CNY for one unit of the currency, such as 7.1086.");
    private readonly Option<string?> rateSource = CommonOptions.Optional("--rate-source", "Whose rate it is.");
    private readonly Option<string?> rateDate = CommonOptions.Optional("--rate-date",
        "The rate's date, yyyy-MM-dd; today where missing.");
    private readonly Option<string?> usableFrom = CommonOptions.Optional("--usable-from", "May not be used before, yyyy-MM-dd.");
    private readonly Option<string?> partner = CommonOptions.Optional("--partner", "With whom it was raised (合作募捐方).");
    private readonly Option<string?> source = CommonOptions.Optional("--source", "Where a large or cash gift comes from.");
    private readonly Option<string?> tie = CommonOptions.Optional("--tie",
        "What makes it no gift to the receipt rules: sponsorship, donor_benefit, ….");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { currency, minor, rate, rateSource, rateDate, usableFrom, partner, source, tie })
            command.Options.Add(option);
    }

    public ReceiveGift.Terms? Of(ParseResult parsed)
    {
        var foreign = parsed.GetValue(currency) is { } code
            ? new ForeignMoney(code, parsed.GetValue(minor), parsed.GetValue(rate) ?? "", parsed.GetValue(rateSource)
                ?? "", parsed.Day(rateDate))
            : null;
        var terms = new ReceiveGift.Terms(foreign, parsed.DayOrNone(usableFrom), parsed.GetValue(partner), parsed.GetValue(source),
            parsed.GetValue(tie));
        return terms == new ReceiveGift.Terms() ? null : terms;
    }
}
