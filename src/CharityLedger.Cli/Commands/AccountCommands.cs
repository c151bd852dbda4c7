using System.CommandLine;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Accounting;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>The register of money accounts (资金账户登记).</summary>
internal static class AccountCommands
{
    public static Command Account() => new("account", "Bank accounts, cash boxes, balances with platforms (资金账户).") { Open(), Close(), List() };

    private static Command Open()
    {
        var account = CommonOptions.Required("--account", "Code: a-z, 0-9, dash; a gift's channel may name it.");
        var name = CommonOptions.Required("--name", "What people call it.");
        var kind = CommonOptions.Choice<MoneyAccount>("--kind", "What it is.", required: true);
        var number = CommonOptions.Optional("--number", "Its number; only the last four digits are kept.");
        var (book, date) = (BooksReports.Book(), CommonOptions.Date());
        return new Command("open", "Enter an account, from the day on which it was opened.") { account, name, kind, number, book, date }.Posts(
            parsed => "money-accounts/" + parsed.Name(account), parsed => new MoneyRegister.Request(parsed.GetValue(name)!,
                parsed.GetValue(kind), parsed.Day(date), parsed.GetValue(number), parsed.GetValue(book)), "Entered account");
    }

    private static Command Close()
    {
        var account = CommonOptions.Required("--account", "Code of the account.");
        var reason = CommonOptions.Required("--reason", "Why it was closed.");
        var date = CommonOptions.Date();
        return new Command("close", "An account was closed (销户).") { account, reason, date }.Posts(
            parsed => $"money-accounts/{parsed.Name(account)}/closing",
            parsed => new MoneyRegister.Closing(parsed.GetValue(reason)!, parsed.Day(date)), "Closed account");
    }

    private static Command List() => new Command("list", "The accounts, and what the books say they hold.").Reads(_ => "money-accounts?", json =>
    {
        var table = new Table { Border = TableBorder.Rounded }.AddColumns("Account", "Name", "Kind", "Number", "Book", "Chart", "Closed");
        table.AddColumn(new TableColumn("Books") { Alignment = Justify.Right });
        foreach (var b in json.Deserialize<List<MoneyRegister.Balance>>(CliJson.Options)!)
        {
            table.AddRow(b.IsFirst ? b.Code + " *" : b.Code, Markup.Escape(b.Entry?.Name ?? "(not in the register)"), b.Entry?.Kind ?? "",
                b.Entry?.NumberEnd is { } end ? "…" + end : "", Markup.Escape(b.Book), b.Account,
                b.Entry?.ClosedOn is { } closed ? BooksReports.Day(closed) : "", Yuan.Format(b.BookFen));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("* takes what names no account of its kind.");
    });
}
