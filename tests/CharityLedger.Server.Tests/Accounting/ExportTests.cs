using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>The journal as other programs read it. hledger, which knows nothing of this ledger, judges the balances.</summary>
public sealed class ExportTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hledger_finds_the_same_balance_in_every_account()
    {
        await using var city = await StatementTests.WorkedAsync();
        var ours = (await city.TrialBalanceAsync()).Select(a => a.Split(' '))
            .ToDictionary(a => a[0], a => long.Parse(a[1], CultureInfo.InvariantCulture) - long.Parse(a[2], CultureInfo.InvariantCulture));
        var journal = await city.Api.GetAsync("books/export?format=hledger");
        var theirs = await HledgerAsync(journal.Body.GetString()!);
        Assert.Equal(ours.Where(a => a.Value != 0).OrderBy(a => a.Key), theirs.OrderBy(a => a.Key));
        Assert.True(theirs.Count >= 8, $"only {theirs.Count} accounts");
        // In the middle of the history too, in the codes of that day.
        var december = await HledgerAsync((await city.Api.GetAsync("books/export?to=2025-12")).Body.GetString()!);
        Assert.Equal(new() { ["1002"] = 500, ["1009"] = 300, ["3101"] = -500, ["3102"] = -300 }, december);
    }

    [Fact]
    public async Task Csv_and_json_hold_every_line_of_every_voucher()
    {
        await using var city = await StatementTests.WorkedAsync();
        (await city.EnterAsync("2026-03-31", "administration general 1 0", "other_payables general 0 1")).Accepted();
        await city.TrialBalanceAsync();
        var lines = await city.Host.Database.ScalarAsync<long>("select count(*) from journal.line");
        var csv = (await city.Api.GetAsync("books/export?format=csv")).Body.GetString()!.TrimEnd('\n').Split('\n');
        Assert.Equal(lines, csv.Length - 1);
        Assert.StartsWith("book,month,number,date,summary,preparer,line,account,account_name,bucket,debit,credit,position", csv[0]);
        Assert.StartsWith("main,2025-12,记-0001,2025-12-30,接受捐赠 ", csv[1]);
        Assert.Contains(",1,1002,银行存款,general,5.00,0.00,", csv[1]);
        var json = (await city.Api.GetAsync("books/export?format=json")).Body.EnumerateArray().ToList();
        Assert.Equal(0, (await city.Api.GetAsync("books/export?format=json&to=2025-11")).Body.GetArrayLength());
        Assert.Equal(lines, json.Sum(v => v.GetProperty("lines").GetArrayLength()));
        Assert.All(json, v => Assert.Equal(v.GetProperty("lines").EnumerateArray().Sum(l => l.GetProperty("debitFen").GetInt64()),
            v.GetProperty("lines").EnumerateArray().Sum(l => l.GetProperty("creditFen").GetInt64())));
        (await city.Api.GetAsync("books/export?format=xml")).Refused("malformed_request", HttpStatusCode.BadRequest);
    }

    /// <summary>Balances in fen by account code, as hledger counts them; it refuses a journal that doesn't balance.</summary>
    internal static async Task<Dictionary<string, long>> HledgerAsync(string journal)
    {
        var start = new ProcessStartInfo("hledger", ["-f", "-", "bal", "-N", "--flat", "-O", "csv"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        using var hledger = Process.Start(start)!;
        await hledger.StandardInput.WriteAsync(journal);
        hledger.StandardInput.Close();
        var (output, error) = (hledger.StandardOutput.ReadToEndAsync(Ct), hledger.StandardError.ReadToEndAsync(Ct));
        await hledger.WaitForExitAsync(Ct);
        Assert.True(hledger.ExitCode == 0, await error);
        return (await output).TrimEnd('\n').Split('\n').Skip(1).Select(l => l.Trim('"').Split("\",\"")).ToDictionary(
            l => l[0].Split(' ')[0], l => (long)(decimal.Parse(l[1].Replace("CNY ", ""), CultureInfo.InvariantCulture) * 100));
    }
}
