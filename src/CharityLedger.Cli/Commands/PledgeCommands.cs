using System.CommandLine;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Donations;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>Promised gifts, agreements to give yields, and money entrusted for others.</summary>
internal static class PledgeCommands
{
    public static Command Pledge() => new("pledge", "Promised gifts (承诺捐赠).") { Make(), Release(), List(), Yield() };

    public static Command Agency() => new("agency", "Money for a beneficiary whom its giver named (受托代理).") { Receive(), Deliver() };

    private static Command Make()
    {
        var amount = CommonOptions.Amount();
        var form = CommonOptions.Choice<PledgeForm>("--form", "How the donor is bound.", required: true);
        var relief = new Option<bool>("--for-relief") { Description = "For relief (Charity Law art. 3 (1) to (3))." };
        var due = CommonOptions.Optional("--due", "When it is due, yyyy-MM-dd.");
        var fund = CommonOptions.Optional("--fund", "Fund it is for.");
        var campaign = CommonOptions.Optional("--campaign", "Campaign it answers.");
        var purpose = CommonOptions.Optional("--purpose", "Purpose it is bound to (用途).");
        var date = CommonOptions.Date();
        var donor = new DonorOptions();
        var command = new Command("make", "Record a promised gift.") { amount, form, relief, due, fund, campaign, purpose, date };
        donor.AddTo(command);
        return command.Posts(_ => "pledges", p => new Pledges.Request(p.Fen(amount), p.GetValue(form), p.Day(date), donor.Named(p),
            p.GetValue(relief), p.DayOrNone(due), p.GetValue(fund), p.GetValue(campaign), p.GetValue(purpose)), "Recorded pledge");
    }

    private static Command Release()
    {
        var pledge = CommonOptions.Required("--pledge", "Id of the pledge.");
        var ground = CommonOptions.Choice<PledgeReleaseGround>("--ground", "Why.", required: true);
        var reason = CommonOptions.Required("--reason", "Said in words.");
        var reportedOn = CommonOptions.Optional("--reported-on", "When hardship was reported to civil affairs, yyyy-MM-dd.");
        var report = CommonOptions.Optional("--report", "Number of that report.");
        var explained = CommonOptions.Optional("--explained-at", "Where it was explained publicly.");
        var date = CommonOptions.Date();
        var command = new Command("release", "Release a donor from what is open (免除承诺).")
        {
            pledge, ground, reason, reportedOn, report, explained, date,
        };
        return command.Posts(p => $"pledges/{Uri.EscapeDataString(p.GetValue(pledge)!)}/release", p => new Pledges.Release(
            p.GetValue(ground), p.GetValue(reason)!, p.Day(date), p.DayOrNone(reportedOn), p.GetValue(report), p.GetValue(explained)),
            "Released pledge");
    }

    private static Command List()
    {
        var command = new Command("list", "Open pledges.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.Print(await session.GetAsync("pledges", ct), PrintTable);
        });
        return command;
    }

    private static void PrintTable(JsonElement pledges)
    {
        var table = new Table().AddColumns("Pledge 承诺", "Date 日期", "Open 未履行", "Enforceable 可要求履行");
        table.Columns[2].RightAligned();
        foreach (var pledge in pledges.EnumerateArray())
        {
            table.AddRow(pledge.GetProperty("pledge").GetString()!, pledge.GetProperty("occurredOn").GetString()!,
                Yuan.Format(pledge.GetProperty("openFen").GetInt64()), pledge.GetProperty("isEnforceable").GetBoolean()
                    ? "yes 是" : "no 否");
        }

        AnsiConsole.Write(table);
    }

    private static Command Yield()
    {
        var kind = CommonOptions.Choice<YieldGiftKind>("--kind", "What is given.", required: true);
        var description = CommonOptions.Required("--description", "What yields, and stays with the donor.");
        var number = CommonOptions.Required("--agreement", "Number of the agreement (协议编号).");
        var principal = CommonOptions.Optional("--principal", "The principal in yuan, for information.");
        var fund = CommonOptions.Optional("--fund", "Fund that the yields are for.");
        var purpose = CommonOptions.Optional("--purpose", "Purpose they are bound to (用途).");
        var until = CommonOptions.Optional("--until", "Last day of the agreement, yyyy-MM-dd.");
        var date = CommonOptions.Date();
        var donor = new DonorOptions();
        var command = new Command("yield", "Record an agreement to give yields only (留本捐息、股息捐赠).")
        {
            kind, description, number, principal, fund, purpose, until, date,
        };
        donor.AddTo(command);
        return command.Posts(_ => "yield-gifts", p => new YieldGifts.Request(p.GetValue(kind), p.GetValue(description)!,
            p.GetValue(number)!, donor.Named(p), p.Day(date), p.FenOrNone(principal), p.GetValue(fund), p.GetValue(purpose),
            p.DayOrNone(until)), "Recorded agreement");
    }

    private static Command Receive()
    {
        var amount = CommonOptions.Amount();
        var giver = CommonOptions.Required("--giver", "Who gave.");
        var beneficiary = CommonOptions.Required("--beneficiary", "Whom the giver named.");
        var purpose = CommonOptions.Required("--purpose", "What it is for, in general words.");
        var relation = CommonOptions.Optional("--relation",
            "donor_interested_party or charity_manager, where the beneficiary is one.");
        var channel = new Option<string>("--channel") { Description = "bank, cash, …", DefaultValueFactory = _ => "bank" };
        var date = CommonOptions.Date();
        var command = new Command("receive", "Take entrusted money in.") { amount, giver, beneficiary, purpose,
            relation, channel, date };
        return command.Posts(_ => "agencies", p => new Agencies.Request(p.Fen(amount), p.GetValue(channel)!,
            new DonorInput(p.GetValue(giver)!), new DonorInput(p.GetValue(beneficiary)!), p.GetValue(purpose)!, p.Day(date),
            p.GetValue(relation)), "Took in");
    }

    private static Command Deliver()
    {
        var agency = CommonOptions.Required("--agency", "Id of the entrustment.");
        var amount = CommonOptions.Amount();
        var to = CommonOptions.Choice<AgencyDestination>("--to", "To whom.");
        var reason = CommonOptions.Required("--reason", "Said in words.");
        var date = CommonOptions.Date();
        var command = new Command("deliver", "Hand entrusted money on (转交).")
        {
            agency, amount, to, reason, CommonOptions.RelatedParty, CommonOptions.Decision, date,
        };
        return command.Posts(p => $"agencies/{Uri.EscapeDataString(p.GetValue(agency)!)}/deliveries",
            p => new Agencies.Delivery(p.Fen(amount), p.GetValue(to), p.GetValue(reason)!, p.Day(date),
                p.GetValue(CommonOptions.RelatedParty), p.GetValue(CommonOptions.Decision)), "Delivered");
    }
}
