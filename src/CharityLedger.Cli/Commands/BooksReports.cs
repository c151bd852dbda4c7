using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CharityLedger.Domain;
using CharityLedger.Projections.Journal;
using CharityLedger.Projections.Statements;
using CharityLedger.Server.Accounting;
using Spectre.Console;

namespace CharityLedger.Cli.Commands;

/// <summary>What an accountant reads in the books.</summary>
internal static class BooksReports
{
    public static Option<string?> Book() => CommonOptions.Optional("--book", "Account set (账套): main, or trust/<id>; main where missing.");

    public static Command Vouchers()
    {
        var (month, book) = (BooksCommands.Month(), Book());
        return new Command("vouchers", "A month's vouchers (记账凭证).") { month, book }.Reads(
            parsed => $"books/vouchers?vouchers=1000&month={Escape(parsed.GetValue(month))}{Of(parsed.GetValue(book))}", json =>
            {
                var table = Table("No.", "Date", "Summary", "Account", "Bucket", "By");
                Right(table, "Debit", "Credit");
                foreach (var voucher in json.Deserialize<List<Voucher>>(CliJson.Options)!)
                {
                    foreach (var line in voucher.Lines)
                    {
                        table.AddRow(voucher.Name, Day(voucher.OccurredOn), Markup.Escape(voucher.Summary),
                            $"{line.Account} {line.AccountName}", Markup.Escape(line.Bucket.ToString()), Markup.Escape(voucher.Preparer),
                            Yuan.Format(line.DebitFen), Yuan.Format(line.CreditFen));
                    }
                }

                AnsiConsole.Write(table);
            });
    }

    public static Command Periods() => new Command("periods", "Closed months and the digests of their trial balances (会计期间).").Reads(
        _ => "books/periods?", json =>
        {
            var table = Table("Month", "", "Book", "Vouchers", "SHA-256");
            foreach (var period in json.Deserialize<List<BookReports.Period>>(CliJson.Options)!)
            {
                foreach (var frozen in period.Frozen)
                {
                    table.AddRow(period.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), period.IsClosed ? "closed" : "open",
                        Markup.Escape(frozen.Book), frozen.Vouchers.ToString("N0", CultureInfo.InvariantCulture), frozen.Sha256);
                }
            }

            AnsiConsole.Write(table);
        });

    public static Command Statement()
    {
        var (month, book) = (BooksCommands.Month(), Book());
        var kind = CommonOptions.Required("--kind", "balance_sheet (资产负债表), activities (业务活动表) or cash_flows (现金流量表).");
        return new Command("statement", "One of the three statements, with its comparative periods (会计报表).") { kind, month, book }.Reads(
            parsed => $"books/statements/{Escape(parsed.GetValue(kind))}?month={Escape(parsed.GetValue(month))}{Of(parsed.GetValue(book))}", json =>
            {
                var statement = json.Deserialize<Statement>(CliJson.Options)!;
                AnsiConsole.MarkupLineInterpolated($"[bold]{statement.Name} {statement.NameEn}[/] {statement.Month:yyyy-MM}");
                var table = Table("Yuan");
                Right(table, [.. statement.Columns.Select(c => $"{c.Name} {c.NameEn}")]);
                foreach (var line in statement.Lines)
                {
                    var name = Markup.Escape($"{line.Name} {line.NameEn}");
                    table.AddRow([line.IsTotal ? $"[bold]{name}[/]" : name, .. line.AmountsFen.Select(Yuan.Format)]);
                }

                AnsiConsole.Write(table);
            });
    }

    public static Command Counts() => new Command("counts", "Counts beside the books, with their differences (账实差异).").Reads(
        _ => "books/counts?", json =>
        {
            var table = Table("Date", "Book", "Account", "Evidence", "By");
            Right(table, "Counted", "Books", "Difference");
            foreach (var c in json.Deserialize<List<CountComparison>>(CliJson.Options)!)
            {
                table.AddRow(Day(c.OccurredOn), Markup.Escape(c.Book), $"{c.Account} {c.AccountName} {c.NamedAccount}".TrimEnd(), Markup.Escape(c.Evidence),
                    Markup.Escape(c.Counter), Yuan.Format(c.CountedFen), Yuan.Format(c.BookFen), Yuan.Format(c.DifferenceFen));
            }

            AnsiConsole.Write(table);
        });

    public static Command Export()
    {
        var format = CommonOptions.Required("--format", "hledger, csv or json.");
        var (book, from, to) = (Book(), CommonOptions.Optional("--from", "First month."), CommonOptions.Optional("--to", "Last month."));
        var command = new Command("export", "Write the journal for other programs to standard output (凭证导出).") { format, book, from, to };
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var last = (await ReportCommands.LastAsync(session, ct)).ToString(CultureInfo.InvariantCulture);
            var path = $"/api/v1/books/export?format={Escape(parsed.GetValue(format))}{Of(parsed.GetValue(book))}"
                + (parsed.GetValue(from) is { } f ? "&from=" + Escape(f) : "") + (parsed.GetValue(to) is { } t ? "&to=" + Escape(t) : "")
                + "&min-position=" + last;
            var response = await session.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!response.IsSuccessStatusCode) await Session.AnswerAsync(response, ct);
            using var journal = new StreamReader(await response.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
            var page = new char[8192];
            for (int read; (read = await journal.ReadAsync(page, ct)) > 0;) await Console.Out.WriteAsync(page.AsMemory(0, read), ct);
        });
        return command;
    }

    /// <summary>A command that reads one resource, up to date with what was written before.</summary>
    internal static Command Reads(this Command command, Func<ParseResult, string> path, Action<JsonElement> words)
    {
        command.Runs(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(parsed, asOperator: false, ct);
            var last = await ReportCommands.LastAsync(session, ct);
            session.Print(await session.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{path(parsed)}&min-position={last}"), ct), words);
        });
        return command;
    }

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "");

    private static string Of(string? book) => book is null ? "" : "&book=" + Uri.EscapeDataString(book);

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Table Table(params IReadOnlyList<string> columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns) table.AddColumn(column);
        return table;
    }

    private static void Right(Table table, params IReadOnlyList<string> columns)
    {
        foreach (var column in columns) table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
    }
}
