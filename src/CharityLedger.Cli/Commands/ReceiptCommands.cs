using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CharityLedger.Domain;
using CharityLedger.Server.Receipts;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>Donation receipts.</summary>
internal static class ReceiptCommands
{
    public static Command Receipt() => new("receipt", "Donation receipts (公益事业捐赠票据).") { Open(), Issue(), Reverse(), Waive(), Show(), List() };

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

    private static Command List()
    {
        var year = new Option<int?>("--year") { Description = "Year of issue; this year in Beijing where missing." };
        var number = new Option<int?>("--number") { Description = "One number alone." };
        var from = CommonOptions.Optional("--from", "First day of issue, yyyy-MM-dd.");
        var to = CommonOptions.Optional("--to", "Last day of issue, yyyy-MM-dd.");
        var status = CommonOptions.Optional("--status", "live, voided or red.");
        var command = new Command("list", "A year's receipts, and the numbers that are missing (票据台账).") { year, number, from, to, status };
        command.Runs(async (parsed, ct) =>
        {
            var query = string.Join('&', new (string Name, string? Value)[]
            {
                ("year", parsed.GetValue(year)?.ToString(CultureInfo.InvariantCulture)),
                ("number", parsed.GetValue(number)?.ToString(CultureInfo.InvariantCulture)),
                ("from", parsed.GetValue(from)), ("to", parsed.GetValue(to)), ("status", parsed.GetValue(status)),
            }.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}"));
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            ReceiptPage? all = null;
            for (int? after = 0; after is not null;)
            {
                var page = (await session.GetAsync(string.Create(CultureInfo.InvariantCulture, $"receipts?after={after}&{query}"), ct))
                    .Deserialize<ReceiptPage>(CliJson.Options)!;
                all = all is null ? page : page with { Rows = [.. all.Rows, .. page.Rows] };
                after = page.Next;
            }

            session.Print(JsonSerializer.SerializeToElement(all, CliJson.Options), _ => PrintList(all!));
        });
        return command;
    }

    private static void PrintList(ReceiptPage page)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in (string[])["Receipt", "Issued", "Gift", "Item", "Yuan", "Status", "Beside"]) table.AddColumn(column);
        foreach (var r in page.Rows)
        {
            table.AddRow(r.Receipt, r.IssuedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Gift, Markup.Escape(r.Item),
                Yuan.Format(r.AmountFen), r.Status.ToString(), r.VoidedBy ?? r.Voids ?? "");
        }

        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{page.Used} numbers used, {page.Missing.Count} missing; live receipts attest {Yuan.Format(page.LiveFen)} yuan."));
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
