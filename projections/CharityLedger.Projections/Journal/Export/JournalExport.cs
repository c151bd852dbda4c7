using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CharityLedger.Contracts.Accounting;

namespace CharityLedger.Projections.Journal.Export;

/// <summary>
/// Writes the journal of an account set for other programs, one voucher at a time: as a journal of hledger, as CSV with a line
/// for each entry, or as a JSON array of vouchers.
/// </summary>
public static class JournalExport
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The formats, by name.</summary>
    public static IReadOnlyDictionary<string, string> MediaTypes { get; } = new Dictionary<string, string>
    {
        ["hledger"] = "text/plain; charset=utf-8",
        ["csv"] = "text/csv; charset=utf-8",
        ["json"] = "application/json; charset=utf-8",
    };

    /// <summary>Writes vouchers.</summary>
    /// <param name="format">One of <see cref="MediaTypes"/>.</param>
    /// <param name="vouchers">The vouchers.</param>
    /// <param name="last">Day whose chart names hledger's accounts: codes change, and their balances go on.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="ct">Stops the writing.</param>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    public static async Task WriteAsync(
        string format, IAsyncEnumerable<Voucher> vouchers, DateOnly last, TextWriter writer, CancellationToken ct)
    {
        Func<Voucher, string> text = format switch
        {
            "hledger" => v => Hledger(v, last),
            "csv" => Csv,
            "json" => v => JsonSerializer.Serialize(v, Json),
            _ => throw new ArgumentException($"There is no format {format}.", nameof(format)),
        };
        var (begin, between, end) = format switch
        {
            "hledger" => (Declarations(last), "", ""),
            "csv" => (CsvHeader, "", ""),
            _ => ("[", ",\n", "]\n"),
        };
        await writer.WriteAsync(begin.AsMemory(), ct);
        var isFirst = true;
        await foreach (var voucher in vouchers.WithCancellation(ct))
        {
            await writer.WriteAsync(((isFirst ? "" : between) + text(voucher)).AsMemory(), ct);
            isFirst = false;
        }

        await writer.WriteAsync(end.AsMemory(), ct);
        await writer.FlushAsync(ct);
    }

    private const string CsvHeader =
        "book,month,number,date,summary,preparer,line,account,account_name,bucket,debit,credit,position\n";

    private static string Declarations(DateOnly last)
    {
        var text = new StringBuilder("commodity CNY 1000.00\n");
        foreach (var account in Chart.At(last)) text.Append("account ").Append(Name(account)).Append('\n');
        return text.Append('\n').ToString();
    }

    private static string Hledger(Voucher voucher, DateOnly last)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"{voucher.OccurredOn:yyyy-MM-dd} * ({voucher.Month:yyyyMM}-{voucher.Number:0000}) {Plain(voucher.Summary)}\n"));
        foreach (var line in voucher.Lines)
        {
            var role = Chart.Find(line.Account, voucher.OccurredOn)!.Role;
            var (account, bucket) = (Name(Chart.Of(role, last)), Plain(line.Bucket.ToString()));
            text.Append(CultureInfo.InvariantCulture,
                $"    {account}  CNY {Yuan(line.DebitFen - line.CreditFen)}  ; {bucket}\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Name(Account account) => account.Code + " " + account.Name;

    private static string Csv(Voucher voucher)
    {
        var text = new StringBuilder();
        foreach (var line in voucher.Lines)
        {
            string[] cells =
            [
                voucher.Book, voucher.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), voucher.Name,
                voucher.OccurredOn.ToString("O", CultureInfo.InvariantCulture), voucher.Summary, voucher.Preparer,
                line.Line.ToString(CultureInfo.InvariantCulture), line.Account, line.AccountName, line.Bucket.ToString(),
                Yuan(line.DebitFen), Yuan(line.CreditFen), voucher.Position.ToString(CultureInfo.InvariantCulture),
            ];
            text.AppendJoin(',', cells.Select(Quoted)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A cell that a spreadsheet takes for text, whatever it begins with.</summary>
    private static string Quoted(string cell)
    {
        if (cell.Length > 0 && cell[0] is '=' or '@' or '+' && cell.Length > 1) cell = "'" + cell;
        return cell.AsSpan().ContainsAny(",\"\n\r") ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : cell;
    }

    private static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Text within a line: no comment sign, and nothing that ends it.</summary>
    private static string Plain(string text) => text.Replace(';', '；').Replace('|', '｜').ReplaceLineEndings(" ");
}
