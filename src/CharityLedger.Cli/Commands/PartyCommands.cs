using System.CommandLine;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Disbursements;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>The register of related and interested parties (关联方与利害关系人名册).</summary>
internal static class PartyCommands
{
    public static Command Party() => new("party", "Related parties of the federation, and interested parties of donors (关联方).")
    {
        Record(), End(), List(),
    };

    private static Command Record()
    {
        var party = CommonOptions.Required("--party", "Id: a-z, 0-9, dash.");
        var name = CommonOptions.Required("--name", "Name as published.");
        var relation = CommonOptions.Choice<Relation>("--relation", "What makes it related.", required: true);
        var fund = CommonOptions.Optional("--fund", "The fund whose donor it is an interested party of.");
        var note = CommonOptions.Optional("--note", "Said in words.");
        var date = CommonOptions.Date();
        var command = new Command("record", "Enter a party, or change its entry.") { party, name, relation, fund, note, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new Parties.Request(parsed.GetValue(name)!, parsed.GetValue(relation), parsed.Day(date),
                parsed.GetValue(fund), parsed.GetValue(note));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(Path(parsed.GetValue(party)!), request, ct), "Entered party");
        });
        return command;
    }

    private static Command End()
    {
        var party = CommonOptions.Required("--party", "Id of the party.");
        var reason = CommonOptions.Required("--reason", "Why it is related no more.");
        var date = CommonOptions.Date();
        var command = new Command("end", "A party is related no more.") { party, reason, date };
        command.Runs(async (parsed, ct) =>
        {
            var request = new Parties.EndRequest(parsed.GetValue(reason)!, parsed.Day(date));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(Path(parsed.GetValue(party)!) + "/end", request, ct), "Ended party");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the register.");
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.Print(await session.GetAsync("related-parties", ct), parties =>
            {
                var table = new Table().AddColumns("Party", "Name", "Relation", "Fund");
                foreach (var p in parties.EnumerateArray())
                {
                    table.AddRow(p.GetProperty("party").GetString()!, Markup.Escape(p.GetProperty("name").GetString()!),
                        p.GetProperty("relation").GetString()!, p.TryGetProperty("fund", out var fund) ? fund.GetString()! : "");
                }

                AnsiConsole.Write(table);
            });
        });
        return command;
    }

    private static string Path(string party) => "related-parties/" + Uri.EscapeDataString(party);
}
