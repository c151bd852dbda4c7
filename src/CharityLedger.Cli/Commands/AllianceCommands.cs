using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Alliances;

namespace CharityLedger.Cli.Commands;

/// <summary>What federations of one installation do together.</summary>
internal static class AllianceCommands
{
    private static readonly Option<string?> Date = CommonOptions.Date();
    private static readonly Option<string> Partner = CommonOptions.Required("--partner", "The other federation.");

    public static Command Alliance() => new("alliance", "Other federations of this installation (联盟).")
    {
        Agree(), End(), Send(), Goods(), Project(), List("transfers", "alliance-transfers", "What was sent and received (联盟往来)."),
        List("projects", "shared-projects", "Shared projects with the shares of each (共同项目)."),
        List("consolidated", "consolidated", "All federations together, by the operator (合并汇总).", asOperator: true),
    };

    private static Command Agree()
    {
        var agreement = CommonOptions.Required("--agreement", "Number of the agreement.");
        var ends = CommonOptions.Optional("--ends", "Last day, yyyy-MM-dd.");
        return PostCommand.Of("agree", "Agree to take another federation's money (联盟协议).", "Agreed", [Partner, agreement, ends, Date], p => (
            "alliances", new AgreeAlliance.Request(p.GetValue(Partner)!, p.GetValue(agreement)!, p.Day(Date),
                p.GetValue(ends) is null ? null : p.Day(ends))));
    }

    private static Command End()
    {
        var reason = CommonOptions.Required("--reason", "Why it ends.");
        return PostCommand.Of("end", "Take nothing from another federation any more.", "Ended", [Partner, reason, Date], p => (
            $"alliances/{p.Name(Partner)}/end", new AgreeAlliance.Ending(p.GetValue(reason)!, p.Day(Date))));
    }

    private static Command Send()
    {
        var to = CommonOptions.Required("--to", "The federation that receives it.");
        var amount = CommonOptions.Amount();
        var purpose = CommonOptions.Required("--purpose", "What it is for.");
        var fund = CommonOptions.Optional("--fund", "Fund it comes from; general money where missing.");
        var campaign = CommonOptions.Optional("--campaign", "Takes money that this campaign restricts.");
        var restriction = CommonOptions.Optional("--restriction", "Takes money that this stated purpose restricts.");
        var toFund = CommonOptions.Optional("--to-fund", "Fund of the other that it enters.");
        var project = CommonOptions.Optional("--project", "Shared project of the other.");
        return PostCommand.Of("send", "Send money to another federation (联盟划拨).", "Sent",
            [to, amount, purpose, fund, campaign, restriction, toFund, project,
            CommonOptions.RelatedParty, CommonOptions.Decision, Date], p => ("alliance-transfers",
                new SendMoney.Request(p.GetValue(to)!, p.Fen(amount), p.GetValue(purpose)!, p.Day(Date), p.GetValue(fund),
                    p.GetValue(campaign), p.GetValue(restriction), p.GetValue(toFund), p.GetValue(project),
                    p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision))));
    }

    private static Command Goods()
    {
        var to = CommonOptions.Required("--to", "The federation that receives them.");
        var gift = CommonOptions.Required("--gift", "Id of the gift in kind.");
        var quantity = new Option<long>("--quantity") { Description = "How much of it.", Required = true };
        var purpose = CommonOptions.Required("--purpose", "What they are for.");
        var toFund = CommonOptions.Optional("--to-fund", "Fund of the other that they are for.");
        var project = CommonOptions.Optional("--project", "Shared project of the other.");
        return PostCommand.Of("send-goods", "Send goods to another federation (联盟调拨物资).", "Sent",
            [to, gift, quantity, purpose, toFund, project, CommonOptions.RelatedParty, CommonOptions.Decision, Date], p => ("alliance-goods",
                new SendGoods.Request(p.GetValue(to)!, p.GetValue(gift)!, p.GetValue(quantity), p.GetValue(purpose)!, p.Day(Date),
                    p.GetValue(toFund), p.GetValue(project), p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision))));
    }

    private static Command Project()
    {
        var id = CommonOptions.Required("--id", "Id of the project; this federation leads it.");
        var name = CommonOptions.Required("--name", "Public name.");
        var shares = new Option<string[]>("--share") { Description = "federation=yuan; once for each.", Required = true };
        return PostCommand.Of("project", "Open a shared project (共同项目).", "Opened", [id, name, shares, Date], p => ("shared-projects",
            new OpenSharedProject.Request(p.GetValue(id)!, p.GetValue(name)!, [.. p.GetValue(shares)!.Select(Share)], p.Day(Date))));
    }

    private static ProjectShare Share(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var fen = at < 0 ? default : Yuan.Parse(text[(at + 1)..], "shares");
        return at < 0 || fen.Refusal is not null
            ? throw new CliException("shares_invalid", $"“{text}” is no share, such as linhe=1000.00.", "share")
            : new ProjectShare(text[..at], fen.Value);
    }

    private static Command List(string name, string path, string description, bool asOperator = false)
    {
        var command = new Command(name, description);
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator, ct);
            var read = asOperator ? path : $"{path}?min-position={await ReportCommands.LastAsync(session, ct)}";
            session.Print(await session.GetAsync(read, ct), json => Console.WriteLine(json.ToString()));
        });
        return command;
    }
}
