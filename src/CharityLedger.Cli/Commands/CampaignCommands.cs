using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Campaigns;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

internal static class CampaignCommands
{
    public static Command Campaign() => new("campaign", "Fundraising campaigns (募捐活动).")
    {
        Qualify(), Plan(), FileLater(), Close(), List(),
    };

    private static Command Qualify()
    {
        var number = CommonOptions.Required("--certificate", "Number of the certificate (公开募捐资格证书).");
        var from = CommonOptions.Optional("--from", "First day, yyyy-MM-dd; today where missing.");
        var to = new Option<string?>("--to") { Description = "Last day, yyyy-MM-dd.", Required = true };
        var authority = CommonOptions.Required("--authority", "Who issued it.");
        var command = new Command("qualify", "Record a certificate for public fundraising.") { number, from, to, authority };
        command.Runs(async (parsed, ct) =>
        {
            var request = new QualifyFundraising.Request(parsed.GetValue(number)!, parsed.Day(from), parsed.Day(to),
                parsed.GetValue(authority)!, parsed.Day(from));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("fundraising-certificates", request, ct), "Recorded");
        });
        return command;
    }

    /// <summary>A plan has too many fields for options: it is a file, as filed.</summary>
    private static Command Plan()
    {
        var file = new Argument<FileInfo>("plan") { Description = "JSON file with the fields of the plan." };
        var id = CommonOptions.Optional("--id", "Id: a-z, 0-9, dash; made where missing.");
        var number = CommonOptions.Optional("--filing", "Filing number (备案号).");
        var filed = CommonOptions.Optional("--filed-on", "Date of filing, yyyy-MM-dd.");
        var date = CommonOptions.Date();
        var command = new Command("plan", "Plan and file a campaign (募捐方案备案).") { file, id, number, filed, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new PlanCampaign.Request(CommonOptions.ReadJson<CampaignPlan>(parsed.GetValue(file)!), parsed.Day(date),
                parsed.GetValue(number), parsed.GetValue(filed) is null ? null : parsed.Day(filed), parsed.GetValue(id));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync("campaigns", request, ct), "Planned campaign");
        });
        return command;
    }

    private static Command FileLater()
    {
        var id = CommonOptions.Required("--campaign", "The campaign.");
        var number = CommonOptions.Required("--filing", "Filing number (备案号).");
        var date = CommonOptions.Date();
        var command = new Command("file", "Record the filing of a campaign that an emergency let start first.") { id, number, date };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync($"campaigns/{Uri.EscapeDataString(parsed.GetValue(id)!)}/filing",
                new FileCampaign.Request(parsed.GetValue(number)!, parsed.Day(date)), ct), "Filed");
        });
        return command;
    }

    private static Command Close()
    {
        var id = CommonOptions.Required("--campaign", "The campaign.");
        var treatment = CommonOptions.Required("--treatment", "What becomes of what is left (剩余财产的处理).");
        var ground = CommonOptions.Choice<SurplusGround>("--ground", "As planned, or for a similar purpose.");
        var purpose = CommonOptions.Optional("--to-purpose", "The similar purpose.");
        var date = CommonOptions.Date();
        var command = new Command("close", "Close a campaign.") { id, treatment, ground, purpose, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new CloseCampaign.Request(parsed.GetValue(treatment)!, parsed.Day(date), parsed.GetValue(ground),
                parsed.GetValue(purpose));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(
                $"campaigns/{Uri.EscapeDataString(parsed.GetValue(id)!)}/closing", request, ct), "Closed campaign");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "The registered campaigns.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var answer = await session.GetAsync($"campaigns?min-position={await ReportCommands.LastAsync(session, ct)}", ct);
            session.Print(answer, json => Print(json.Deserialize<List<ListCampaigns.Line>>(CliJson.Options)!));
        });
        return command;
    }

    private static void Print(IReadOnlyList<ListCampaigns.Line> campaigns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Campaign", "Name", "From", "To", "Filed", "Closed"]) table.AddColumn(column);
        foreach (var column in (string[])["Received", "Used", "Left"])
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        foreach (var c in campaigns)
        {
            table.AddRow(c.Campaign, Markup.Escape(c.Plan.Name), Day(c.Plan.StartsOn), Day(c.Plan.EndsOn),
                Markup.Escape(c.FilingNumber ?? ""), c.ClosedOn is { } closed ? Day(closed) : "",
                Yuan.Format(c.Figures.ReceivedFen), Yuan.Format(c.Figures.UsedFen), Yuan.Format(c.LeftFen));
        }

        AnsiConsole.Write(table);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
