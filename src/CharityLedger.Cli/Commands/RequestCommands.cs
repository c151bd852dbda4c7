using System.CommandLine;
using System.Text.Json;
using CharityLedger.Domain;
using Spectre.Console;
using Requests = CharityLedger.Server.Approvals.RequestCommands;

namespace CharityLedger.Cli.Commands;

/// <summary>Requests that need approval (审批事项).</summary>
internal static class RequestCommands
{
    public static Command Request() => new("request", "Requests that need approval (审批事项).")
    {
        List(), Decide("approve", "approvals", "Approve what another person asked for.", "Approved request"), Reject(),
        Decide("execute", "execution", "Carry out an approved request.", "Carried out; made"),
    };

    private static Command List()
    {
        var status = CommonOptions.Optional("--status", "open, rejected or executed; all where missing.");
        var command = new Command("list", "List the latest requests.") { status };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var query = parsed.GetValue(status) is { } s ? "?status=" + Uri.EscapeDataString(s) : "";
            session.Print(await session.GetAsync("requests" + query, ct), PrintTable);
        });
        return command;
    }

    private static void PrintTable(JsonElement requests)
    {
        var table = new Table().AddColumns("Request", "On", "Action", "Yuan", "By", "Approved by", "Status");
        foreach (var r in requests.EnumerateArray())
        {
            var approved = r.GetProperty("approvedBy").EnumerateArray().Select(a => a.GetString()).ToList();
            table.AddRow(Text(r, "request"), Text(r, "requestedOn"), Text(r, "action"),
                r.TryGetProperty("amountFen", out var fen) ? Yuan.Format(fen.GetInt64()) : "", Text(r, "requestedBy"),
                $"{string.Join(", ", approved)} ({approved.Count}/{r.GetProperty("approvals").GetInt32()})".TrimStart(), Text(r, "status"));
        }

        AnsiConsole.Write(table);
    }

    private static Command Decide(string name, string route, string description, string done)
    {
        var request = Id();
        var command = new Command(name, description) { request };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.PrintReceipt(await session.PostAsync(Path(parsed, request, route), new { }, ct), done);
        });
        return command;
    }

    private static Command Reject()
    {
        var request = Id();
        var reason = CommonOptions.Required("--reason", "Why.");
        var command = new Command("reject", "Reject a request, or withdraw an own one.") { request, reason };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var body = new Requests.Rejection(parsed.GetValue(reason)!);
            session.PrintReceipt(await session.PostAsync(Path(parsed, request, "rejections"), body, ct), "Rejected request");
        });
        return command;
    }

    private static Argument<string> Id() => new("request") { Description = "Id of the request." };

    private static string Path(ParseResult parsed, Argument<string> request, string route) =>
        $"requests/{Uri.EscapeDataString(parsed.GetValue(request)!)}/{route}";

    private static string Text(JsonElement row, string name) => Markup.Escape(row.GetProperty(name).GetString()!);
}
