using System.CommandLine;
using CharityLedger.Server.Federations;

namespace CharityLedger.Cli.Commands;

internal static class FederationCommands
{
    public static Command Federation() => new("federation", "Federations (慈善总会).") { Register() };

    private static Command Register()
    {
        var name = CommonOptions.Required("--name", "Registered name.");
        var id = CommonOptions.Optional("--id", "Id: a-z, 0-9, dash; made where missing.");
        var english = CommonOptions.Optional("--name-en", "Name for English readers.");
        var credit = CommonOptions.Optional("--credit-code", "Unified social credit code (统一社会信用代码).");
        var region = CommonOptions.Optional("--region", "Region it serves.");
        var command = new Command("register", "Register a federation.") { name, id, english, credit, region };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: true, ct);
            var receipt = await session.PostAsync("federations", new RegisterFederation.Request(parsed.GetValue(name)!,
                parsed.GetValue(id), parsed.GetValue(english), parsed.GetValue(credit), parsed.GetValue(region)), ct);
            session.PrintReceipt(receipt, "Registered federation");
        });
        return command;
    }
}
