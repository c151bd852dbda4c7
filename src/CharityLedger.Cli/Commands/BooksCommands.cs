using System.CommandLine;
using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Domain;
using CharityLedger.Server.Accounting;

namespace CharityLedger.Cli.Commands;

/// <summary>What an accountant does with the books.</summary>
internal static class BooksCommands
{
    public static Command Books() => new("books", "The books: vouchers, closing, statements, export (账务).")
    {
        Enter(), Reverse(), Close(), CloseYear(), Reopen(), Count(),
        BooksReports.Vouchers(), BooksReports.Periods(), BooksReports.Statement(), BooksReports.Counts(), BooksReports.Export(),
    };

    public static Option<string> Month() => CommonOptions.Required("--month", "Month, such as 2026-03.");

    private static Command Enter()
    {
        var summary = CommonOptions.Required("--summary", "Summary (摘要).");
        var line = new Option<string[]>("--line")
        {
            Description = "A line: dr or cr, account, yuan, and the bucket where it isn't general; such as "
                + "“dr administration 500.00” or “cr depreciation 500.00 fund/relief”. Several are needed.",
            Required = true,
        };
        var supplements = CommonOptions.Optional("--supplements", "What it supplements or corrects.");
        var date = CommonOptions.Date();
        return new Command("enter", "Enter a voucher that moves no money (手工凭证).") { summary, line, supplements, date }
            .Posts(_ => "books/vouchers", parsed => new EnterVoucher.Request(parsed.GetValue(summary)!,
                [.. parsed.GetValue(line)!.Select(LineOf)], parsed.Day(date), parsed.GetValue(supplements)), "Entered voucher");
    }

    private static Command Reverse()
    {
        var voucher = CommonOptions.Required("--voucher", "Id of the entered voucher.");
        var reason = CommonOptions.Required("--reason", "Why it is reversed.");
        var date = CommonOptions.Date();
        return new Command("reverse", "Reverse an entered voucher in red (红字冲销).") { voucher, reason, date }.Posts(
            parsed => $"books/vouchers/{Uri.EscapeDataString(parsed.GetValue(voucher)!)}/reversal",
            parsed => new EnterVoucher.Reversal(parsed.GetValue(reason)!, parsed.Day(date)), "Reversed by");
    }

    private static Command Close()
    {
        var month = Month();
        return new Command("close", "Close a month and freeze its trial balance (月结).") { month }.Posts(
            parsed => $"books/periods/{Uri.EscapeDataString(parsed.GetValue(month)!)}/closing", _ => new { }, "Closed");
    }

    private static Command CloseYear()
    {
        var year = new Option<int>("--year") { Description = "The year.", Required = true };
        return new Command("close-year", "Carry a year over and close December with it (年结).") { year }.Posts(
            parsed => string.Create(CultureInfo.InvariantCulture, $"books/years/{parsed.GetValue(year)}/closing"), _ => new { }, "Closed");
    }

    private static Command Reopen()
    {
        var month = Month();
        var reason = CommonOptions.Required("--reason", "Why it must be opened again.");
        return new Command("reopen", "Open the last closed month again (反结账); another person must approve.") { month, reason }.Posts(
            parsed => $"books/periods/{Uri.EscapeDataString(parsed.GetValue(month)!)}/reopening",
            parsed => new ReopenPeriod.Request(parsed.GetValue(reason)!), "Opened again");
    }

    private static Command Count()
    {
        var account = CommonOptions.Choice<AccountRole>("--account", "What was counted: cash, bank or other_money.", required: true);
        var balance = CommonOptions.Required("--balance", "What was found, in yuan; 0 is a finding.");
        var evidence = CommonOptions.Required("--evidence", "What it was read from: a count sheet, a bank statement.");
        var (book, named) = (BooksReports.Book(), CommonOptions.Optional("--named-account", "Code of the account in the register."));
        var date = CommonOptions.Date();
        return new Command("count", "Note a count of cash or a bank's balance (账实核对).") { account, named, balance, evidence, book, date }.Posts(
            _ => "books/counts", parsed => new CountMoney.Request(parsed.GetValue(account),
                Fen(parsed.GetValue(balance)!, allowZero: true), parsed.GetValue(evidence)!, parsed.Day(date), parsed.GetValue(book),
                parsed.GetValue(named)), "Counted");
    }

    private static EnterVoucher.EnteredLine LineOf(string text)
    {
        var words = text.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || words[0] is not ("dr" or "cr")
            || !Enum.TryParse<AccountRole>(words[1].Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var role)
            || char.IsDigit(words[1][0]))
            throw new CliException("malformed_request", $"“{text}” is no line such as “dr administration 500.00”.", "line");
        var isRed = words[2].StartsWith('-');
        var fen = Fen(isRed ? words[2][1..] : words[2], allowZero: false) * (isRed ? -1 : 1);
        var bucket = words.Length > 3 ? words[3] : Bucket.General.ToString();
        return words[0] == "dr" ? new(role, bucket, fen, 0) : new(role, bucket, 0, fen);
    }

    private static long Fen(string text, bool allowZero)
    {
        if (allowZero && text is "0" or "0.00") return 0;
        var fen = Yuan.Parse(text);
        return fen.Refusal is { } refusal
            ? throw new CliException(Contracts.RefusalCodes.Text(refusal.Code), refusal.Message, refusal.Field) : fen.Value;
    }
}
