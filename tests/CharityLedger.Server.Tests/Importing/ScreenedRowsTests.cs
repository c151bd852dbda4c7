using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Importing;

/// <summary>Rows of donation lists whose names are on a list, or whose source has to be stated.</summary>
public sealed class ScreenedRowsTests(City city) : IClassFixture<City>
{
    private const string Profile = """
        { "name": "screened", "headers": { "date": ["日期"], "donor": ["姓名"], "amount": ["金额"], "channel": ["渠道"] }, "dateFormats": ["yyyy-MM-dd"] }
        """;

    [Fact]
    [Refuses(RefusalCode.SourceNoteMissing)]
    public async Task A_row_that_may_not_be_received_is_held_with_its_reason_and_stops_no_other()
    {
        await LimitsAsync();
        await LoadAsync("un", "坏公司");
        var fund = await city.FundAsync();
        string[] rows = ["2026-02-01,好人甲,10,", "2026-02-02,坏 公司,20,", "2026-03-02,大户,200000,", "2026-03-02,坏公司,300000,",
            "2026-03-02,现金户,60000,现金", "2026-03-02,好人乙,60000,", "2026-02-28,早先大户,200000,"];
        var list = Write("one", rows);
        var report = await ImportAsync(list, fund);
        Assert.Equal((3, 4, 56_002_000, 82_003_000), (Number(report, "imported"), Number(report, "screened"), Number(report, "screenedFen"),
            Number(report, "computedTotalFen")));
        Assert.Equal(26_001_000, await BalanceAsync(fund));
        var holds = await HoldsAsync(list);
        Assert.Equal(["4 un False", "5  True", "6 un True", "7  True"], holds.Select(Why));

        // Whatever list brings them, and however often, they are held once.
        foreach (var again in new[] { list, Write("two", rows) })
        {
            report = await ImportAsync(again, fund, "import");
            Assert.Equal(4, Number(report, "screened"));
        }

        Assert.Equal(2 * 26_001_000, await BalanceAsync(fund));
        Assert.Equal(4, (await HoldsAsync(list)).Count);
        var large = holds[1].GetProperty("gift").GetString();
        await city.RefusesAsync("source_note_missing", $"screening/holds/{large}/decision", Decision("cleared"));
        await city.RefusesAsync("text_too_long", $"screening/holds/{large}/decision", Decision("cleared", new string('源', 501)));
        (await city.Api.PostAsync($"screening/holds/{large}/decision", Decision("cleared", "经营所得"))).Accepted();
        (await city.Api.PostAsync($"screening/holds/{holds[0].GetProperty("gift").GetString()}/decision", Decision("confirmed"))).Accepted();
        Assert.Equal(2 * 26_001_000 + 20_000_000, await BalanceAsync(fund));
        Assert.Equal("经营所得", await city.Host.Database.ScalarAsync<string>(
            $"select data ->> 'sourceOfFunds' from ledger.mt_events where type = 'gift_terms_stated' and data ->> 'gift' = '{large}'"));
        report = await ImportAsync(list, fund);
        Assert.Equal((0, 4, 3), (Number(report, "imported"), Number(report, "known"), Number(report, "screened")));
        Assert.Equal(2 * 26_001_000 + 20_000_000, await BalanceAsync(fund));
    }

    [Fact]
    public async Task A_known_row_that_turns_out_to_be_another_gift_is_screened_then()
    {
        var fund = await city.FundAsync();
        await ImportAsync(Write("one", "2026-02-01,后来上榜,10,"), fund);
        var second = Write("two", "2026-02-01,后来上榜,10,");
        Assert.Equal(1, Number(await ImportAsync(second, fund), "held"));
        await LoadAsync("later", "后来上榜");
        var held = (await city.Api.GetAsync("imports/held")).Body.GetProperty("rows").EnumerateArray()
            .Single(r => r.GetProperty("list").GetString() == Sha(second)).GetProperty("id").GetString();
        var decided = (await city.Api.PostAsync($"imports/held/{held}/decision", new { decision = "another" }, "another")).Accepted();
        Assert.Equal(decided.Body.ToString(),
            (await city.Api.PostAsync($"imports/held/{held}/decision", new { decision = "another" }, "another")).Accepted().Body.ToString());
        Assert.Equal("later", decided.Body.GetProperty("heldBy").GetString());
        Assert.Equal(1_000, await BalanceAsync(fund));
        // Whoever imports the list again, in whatever order, finds it held.
        Assert.Equal((0, 1), Counts(await ImportAsync(second, fund, "import")));
        (await city.Api.PostAsync($"screening/holds/{decided.Id}/decision", Decision("cleared"))).Accepted();
        Assert.Equal(2_000, await BalanceAsync(fund));
    }

    [Fact]
    public async Task The_name_of_a_list_stands_nowhere_in_the_log()
    {
        var fund = await city.FundAsync();
        foreach (var donor in new[] { "张小花", "李小树" }) await ImportAsync(Write($"捐赠人{donor}", $"2026-02-01,{donor},10,"), fund);
        Assert.Equal(0, await city.Host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where data::text ~ '张小花|李小树' or headers::text ~ '张小花|李小树'"));
        var names = await city.Host.Database.RowsAsync(
            $"select data ->> 'fileName' from ledger.mt_events where type = 'donation_list_imported' and data ->> 'fund' = '{fund}' order by seq_id");
        Assert.Equal(2, names.Select(n => (string)n[0]!).Distinct().Count(n => n.StartsWith("list-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_name_that_is_listed_during_a_run_is_received_no_more_from_then_on()
    {
        var fund = await city.FundAsync();
        var path = Write("long", Enumerable.Range(0, 24_000).Select(i => $"2026-02-01,途中上榜,{i + 1},"));
        var listed = default(Task<Answer>);
        await city.Api.ImportAsync(path, Profile, $"?fund={fund}&onKnown=hold", _ => listed ??= city.Api.PostAsync("screening/lists",
            new { list = "during", source = "公告", names = new[] { "途中上榜" }, occurredOn = City.Today }));
        var position = (await listed!).Accepted().Position;
        Assert.Equal(0, await CountAsync("gift_received", $"and seq_id > {position}"));
        var held = await CountAsync("gift_held_for_screening", "");
        Assert.InRange(held, 1, 23_999);
        Assert.Equal(24_000, held + await CountAsync("gift_received", ""));

        Task<long> CountAsync(string type, string and) => city.Host.Database.ScalarAsync<long>($"""
            select count(*) from ledger.mt_events where type = '{type}' and '{fund}' in (data ->> 'fund', data -> 'received' ->> 'fund') {and}
            """);
    }

    [Fact]
    [Refuses(RefusalCode.IdempotencyKeyInvalid)]
    public async Task Nobody_else_can_take_the_key_under_which_an_import_is_recorded()
    {
        var list = Write("keys", "2026-02-01,甲,1,");
        var fund = await city.FundAsync();
        foreach (var key in new[] { $"import-list-{Sha(list)[..32]}-{fund}", $"import-list-{Sha(list)[..32]}" })
            (await city.Api.PostAsync("gifts", City.Gift(1), key)).Accepted();
        (await city.Api.PostAsync("gifts", City.Gift(1), $"request/import/list-{Sha(list)}")).Refused("idempotency_key_invalid", HttpStatusCode.BadRequest);
        await ImportAsync(list, fund);
        Assert.Equal(1, await city.Host.Database.ScalarAsync<long>(
            $"select count(*) from ledger.mt_events where type = 'donation_list_imported' and data ->> 'list' = '{Sha(list)}'"));
    }

    /// <summary>Writes a list into the host's folder, which goes with it.</summary>
    private string Write(string title, params IEnumerable<string> rows)
    {
        var path = Path.Combine(city.Host.Folder, $"{title}-{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, $"{title} {Guid.NewGuid()}\n日期,姓名,金额,渠道\n{string.Join('\n', rows)}\n");
        return path;
    }

    private static string Sha(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private async Task<JsonElement> ImportAsync(string list, string fund, string onKnown = "hold")
    {
        var last = await city.Api.ImportAsync(list, Profile, $"?fund={fund}&onKnown={onKnown}");
        Assert.True(last.TryGetProperty("report", out var report), last.ToString());
        return report;
    }

    /// <summary>What is held of a list, by row.</summary>
    private async Task<List<JsonElement>> HoldsAsync(string list)
    {
        var last = await city.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        return [.. (await city.Api.GetAsync($"screening/holds?min-position={last}")).Body.EnumerateArray()
            .Where(h => h.TryGetProperty("row", out var row) && row.GetProperty("list").GetString() == Sha(list))
            .OrderBy(h => h.GetProperty("row").GetProperty("row").GetInt32())];
    }

    private static string Why(JsonElement hold) =>
        $"{hold.GetProperty("row").GetProperty("row").GetInt32()} {(hold.TryGetProperty("list", out var list) ? list.GetString() : "")} "
        + hold.GetProperty("needsSource").GetBoolean();

    private async Task LimitsAsync()
    {
        foreach (var (row, value) in new[] { ("aml.source_note_cash_above", "50000"), ("aml.source_note_above", "100000") })
        {
            (await city.Api.PostAsync("policy",
                new { row, value, source = "理事会决议", reason = "反洗钱", occurredOn = City.Today })).Accepted();
        }
    }

    private async Task LoadAsync(string list, params string[] names) =>
        (await city.Api.PostAsync("screening/lists", new { list, source = "公告", names, occurredOn = City.Today })).Accepted();

    private Task<long> BalanceAsync(string fund) =>
        city.Host.Database.ScalarAsync<long>($"select in_total from charity.bucket where id = 'fund/{fund}'");

    private static object Decision(string decision, string? source = null) =>
        new { decision, reason = "核对证件", occurredOn = City.Today, sourceOfFunds = source };

    private static (int Imported, int Screened) Counts(JsonElement report) => (Number(report, "imported"), Number(report, "screened"));

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}
