using System.CommandLine;
using CharityLedger.Domain;
using CharityLedger.Server.Receipts;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>Donation receipts.</summary>
internal static class ReceiptCommands
{
    public static Command Receipt() => new("receipt", "Donation receipts (公益事业捐赠票据).") { Open(), Issue(), Reverse(), Waive(), Show() };

    private static Command Open()
    {
        var year = new Option<int>("--year") { Description = "Year of issue.", Required = true };
        var code = CommonOptions.Required("--code", "Code of the receipts (票据代码).");
        var date = CommonOptions.Date();
        return new Command("open", "Take a year's receipts over (领用).") { year, code, date }.Posts(
            _ => "receipt-books", p => new IssueReceipts.Book(p.GetValue(year), p.GetValue(code)!, p.Day(date)), "Opened");
    }

    private static Command Issue()
    {
        var gift = CommonOptions.Required("--gift", "Receipt number of the gift.");
        var amount = CommonOptions.Optional("--amount", "Amount in yuan; all that has no receipt where missing.");
        var item = new Option<string>("--item") { Description = "What was given (项目名称).", DefaultValueFactory = _ => "捐赠收入" };
        var quantity = new Option<long>("--quantity") { Description = "How much of it.", DefaultValueFactory = _ => 1 };
        var unit = new Option<string>("--unit") { Description = "Unit of the quantity.", DefaultValueFactory = _ => "笔" };
        var remarks = CommonOptions.Optional("--remarks", "Remarks.");
        var date = CommonOptions.Date();
        return new Command("issue", "Issue a receipt (开具).") { gift, amount, item, quantity, unit, remarks, date }.Posts(
            p => $"gifts/{Uri.EscapeDataString(p.GetValue(gift)!)}/receipts", p => new IssueReceipts.Issue(p.Day(date),
                p.FenOrNone(amount) ?? 0, p.GetValue(item)!, p.GetValue(quantity), p.GetValue(unit)!, p.GetValue(remarks)), "Issued");
    }

    private static Command Reverse()
    {
        var receipt = CommonOptions.Required("--receipt", "Number of the receipt, such as 2026-0000000017.");
        var reason = CommonOptions.Required("--reason", "Said in words.");
        var date = CommonOptions.Date();
        return new Command("reverse", "Void a receipt by a red one (冲红).") { receipt, reason, date }.Posts(
            p => $"receipts/{Uri.EscapeDataString(p.GetValue(receipt)!)}/reversal",
            p => new IssueReceipts.Red(p.GetValue(reason)!, p.Day(date)), "Issued red receipt");
    }

    private static Command Waive()
    {
        var gift = CommonOptions.Required("--gift", "Receipt number of the gift.");
        var note = CommonOptions.Optional("--note", "Said in words.");
        var date = CommonOptions.Date();
        return new Command("waive", "Record that no receipt is wanted (不开具).") { gift, note, date }.Posts(
            p => $"gifts/{Uri.EscapeDataString(p.GetValue(gift)!)}/receipt-waiver",
            p => new IssueReceipts.Waiver(p.Day(date), p.GetValue(note)), "Recorded for gift");
    }

    private static Command Show()
    {
        var receipt = CommonOptions.Required("--receipt", "Number of the receipt.");
        var command = new Command("show", "Show a receipt.") { receipt };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            session.Print(await session.GetAsync("receipts/" + Uri.EscapeDataString(parsed.GetValue(receipt)!), ct), r =>
            {
                var (number, capitals) = (r.GetProperty("receipt").GetString()!, r.GetProperty("amountInCapitals").GetString()!);
                AnsiConsole.MarkupLineInterpolated($"{number} {Yuan.Format(r.GetProperty("amountFen").GetInt64())} {capitals}");
            });
        });
        return command;
    }
}
