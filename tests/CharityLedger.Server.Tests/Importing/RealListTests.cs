using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Importing;

/// <summary>The published lists of ../shared/data, through the command line, right to the fen (its README has the figures).</summary>
public sealed class RealListTests
{
    private const int Rows = 21_669;

    /// <summary>By list: rows, sum in fen, new gifts, rows known already.</summary>
    private static readonly (int Rows, long Fen, int New, int Known)[] Lists =
    [
        (60, 348_223_211, 60, 0), (1_633, 3_842_232_224, 1_580, 53), (1_995, 15_396_731_614, 1_994, 1),
        (1_995, 15_396_731_614, 0, 1_995), (6_661, 8_051_659_300, 6_661, 0), (4_164, 5_367_252_838, 4_164, 0),
        (5_161, 11_961_252_590, 5_161, 0),
    ];

    /// <summary>What was announced as paid out: date and fen.</summary>
    private static readonly (string Date, long Fen)[] Payments =
    [
        ("2020-01-31", 20_000_000_000), ("2020-02-02", 2_437_330_000), ("2020-02-06", 10_000_000_000),
        ("2020-02-08", 8_850_000_000), ("2020-02-08", 2_347_680_000),
    ];

    [Fact]
    public async Task The_spreadsheets_come_out_right_and_once_and_so_do_the_uses_of_their_gifts()
    {
        await using var host = await StartAsync();
        AssertFirstRun(await ImportAsync(host, "xls", "--on-known", "skip"));
        AssertNothingNew(await ImportAsync(host, "xls", "--on-known", "skip"));
        AssertNothingNew(await ImportAsync(host, "csv", "--on-known", "skip"));

        var payments = new List<string>();
        foreach (var (date, fen) in Payments) payments.Add(await PayAsync(host, date, fen));

        // Gifts lie on the fund's line in the order of the lists: the first from 0, the one in row 2631 of list 05 from
        // 19,998,633,689, where 1,366,311 fen are left of the first payment; the last behind 43,635,010,000, all payments.
        Assert.Equal([("paid", payments[0], 10_000)], await TraceAsync(host, "donations-01.xls", 4));
        Assert.Equal([("paid", payments[0], 1_366_311), ("paid", payments[1], 3_633_689)],
            await TraceAsync(host, "donations-05.xls", 2_631));
        Assert.Equal([("paid", payments[4], 87_279_862), ("unspent", "", 12_720_138)],
            await TraceAsync(host, "donations-07.xls", 3_715));
        Assert.Equal([("unspent", "", 20_000)], await TraceAsync(host, "donations-07.xls", 5_164));

        var check = (await RunAsync(host, "check", "--json")).Done().Json;
        Assert.True(check.GetProperty("ok").GetBoolean());
        Assert.Equal(44_852_368_566 - Payments.Sum(p => p.Fen), check.GetProperty("balanceFen").GetInt64());
    }

    [Fact]
    public async Task The_same_lists_as_CSV_come_out_the_same()
    {
        await using var host = await StartAsync();
        AssertFirstRun(await ImportAsync(host, "csv", "--on-known", "skip"));
        AssertNothingNew(await ImportAsync(host, "xls", "--on-known", "skip"));
    }

    [Fact]
    public async Task Known_rows_are_held_until_the_accountant_decides_and_imported_where_that_is_the_order()
    {
        await using var host = await StartAsync();
        var before = await host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events");
        var dry = await ImportAsync(host, "xls", "--dry-run");
        // Nothing is written, so no list knows of the one before it: only rows repeated from nowhere are new.
        Assert.Equal((Rows, 0), (dry.GetProperty("imported").GetInt32(), dry.GetProperty("held").GetInt32()));
        Assert.Equal(before, await host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events"));

        var first = await ImportAsync(host, "xls");
        Assert.Equal((19_620, 2_049, 2_049), (Number(first, "imported"), Number(first, "known"), Number(first, "held")));
        var again = await ImportAsync(host, "xls");
        Assert.Equal((0, Rows, 0), (Number(again, "imported"), Number(again, "known"), Number(again, "held")));
        var held = await HeldAsync(host);
        Assert.Equal((2_049, 15_511_714_825), (held.Count, held.Sum(h => h.GetProperty("amountFen").GetInt64())));

        (await RunAsync(host, "import", "held", "same", Id(held[0]), Id(held[1]), "--json")).Done();
        (await RunAsync(host, "import", "held", "another", Id(held[2]), "--json")).Done();
        (await RunAsync(host, "import", "held", "another", Id(held[2]), "--json")).Refused("held_decided");
        Assert.Equal(2_046, (await HeldAsync(host)).Count);
        Assert.Equal(44_852_368_566 + held[2].GetProperty("amountFen").GetInt64(), await BalanceAsync(host));

        (await RunAsync(host, "import", "held", "same", "--all", "--json")).Done();
        Assert.Empty(await HeldAsync(host));
        var further = await ImportAsync(host, "xls", "--on-known", "import");
        // All rows that are known from elsewhere become gifts of their own, but for the one that already did.
        Assert.Equal(2_048, Number(further, "imported"));
        Assert.Equal(44_852_368_566 + 15_511_714_825, await BalanceAsync(host));
        AssertNothingNew(await ImportAsync(host, "xls", "--on-known", "import"));
        AssertNothingNew(await ImportAsync(host, "xls"));
        Assert.Empty(await HeldAsync(host));
    }

    private static async Task<TestHost> StartAsync()
    {
        Assert.SkipWhen(SharedData.Find("hubei-red-cross-2020") is null, SharedData.Absent);
        var host = await TestHost.StartAsync();
        (await RunAsync(host, "federation", "register", "--name", "江城市慈善总会", "--id", "city")).Done();
        (await RunAsync(host, "fund", "establish", "--name", "抗疫基金", "--id", "relief", "--date", "2020-01-20")).Done();
        return host;
    }

    private static async Task<JsonElement> ImportAsync(TestHost host, string kind, params string[] more)
    {
        var files = Enumerable.Range(1, 7).Select(i => ListPath($"donations-0{i}.{kind}"));
        return (await RunAsync(host, ["import", "donations", .. files, "--profile", "hubei-red-cross-2020", "--fund", "relief", "--json", .. more]))
            .Done().Json;
    }

    private static void AssertFirstRun(JsonElement report)
    {
        Assert.Equal((19_620, 44_852_368_566, 2_049, 15_511_714_825, 0), (Number(report, "imported"), report.GetProperty("importedFen").GetInt64(),
            Number(report, "known"), report.GetProperty("knownFen").GetInt64(), Number(report, "refused")));
        Assert.Equal(Lists, report.GetProperty("files").EnumerateArray().Select(f => (Number(f, "rows"),
            f.GetProperty("computedTotalFen").GetInt64(), Number(f, "imported"), Number(f, "known"))));
        Assert.All(report.GetProperty("files").EnumerateArray(), f => Assert.Equal(0, f.GetProperty("refused").GetArrayLength()));
    }

    private static void AssertNothingNew(JsonElement report) => Assert.Equal((0, Rows, 0, 0),
        (Number(report, "imported"), Number(report, "known"), Number(report, "held"), Number(report, "refused")));

    private static async Task<string> PayAsync(TestHost host, string date, long fen) => (await RunAsync(host, "pay", "--fund", "relief",
        "--amount", (fen / 100m).ToString(CultureInfo.InvariantCulture), "--payee", "定点医院", "--purpose", "疫情防控拨款", "--date", date, "--json"))
        .Done().Json.GetProperty("id").GetString()!;

    /// <summary>What became of the gift that stands in a row of a list: use, payment and fen, part by part.</summary>
    private static async Task<List<(string Use, string Payment, long Fen)>> TraceAsync(TestHost host, string file, int row)
    {
        var list = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(ListPath(file), TestContext.Current.CancellationToken)));
        var gift = await host.Database.ScalarAsync<string>($"""
            select data ->> 'gift' from ledger.mt_events
            where type = 'gift_received' and data -> 'source' ->> 'list' = '{list}' and data -> 'source' ->> 'row' = '{row}'
            """);
        var trace = (await RunAsync(host, "trace", gift, "--json")).Done().Json;
        return [.. trace.GetProperty("parts").EnumerateArray().Select(p => (p.GetProperty("use").GetString()!,
            p.TryGetProperty("outflow", out var outflow) ? outflow.GetProperty("id").GetString()! : "", p.GetProperty("amountFen").GetInt64()))];
    }

    private static async Task<List<JsonElement>> HeldAsync(TestHost host) =>
        [.. (await RunAsync(host, "import", "held", "list", "--json")).Done().Json.EnumerateArray()];

    private static Task<long> BalanceAsync(TestHost host) =>
        host.Database.ScalarAsync<long>("select (in_total - pointer)::bigint from charity.bucket where id = 'fund/relief'");

    private static Task<CliResult> RunAsync(TestHost host, params string[] arguments) => CommandLine.RunAsync([.. arguments, .. host.CliOptions]);

    private static string ListPath(string name) => SharedData.Find($"hubei-red-cross-2020/{name}")!;

    private static string Id(JsonElement held) => held.GetProperty("id").GetString()!;

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}
