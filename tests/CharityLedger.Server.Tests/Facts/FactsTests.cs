using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Facts;
using CharityLedger.Server.Tests.Doors;
using CharityLedger.Server.Tests.Fuzzing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Facts;

/// <summary>Facts that reports need are asked when it happens, or stated afterwards; by each of them the year's expenses come to the books'.</summary>
public sealed class FactsTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity, NotFound = HttpStatusCode.NotFound;

    private const string Expenses = """
        select book, account, extract(year from month)::int, sum(debit - credit)::bigint from journal.account_month
        where tenant = 'city' and not closing and account ~ '^5' group by 1, 2, 3 having sum(debit - credit) <> 0 order by 1, 2, 3
        """;

    private TestHost host = null!;
    private Api city = null!;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync(new FakeClock());
        city = await host.FederationAsync("city");
        (await city.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await city.PostAsync("gifts", City.Gift(1_000_000))).Accepted();
        (await city.PostAsync("gifts", City.Gift(1_000_000, "relief"))).Accepted();
    }

    public async ValueTask DisposeAsync()
    {
        city.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task By_each_fact_the_expenses_of_a_grown_federation_come_to_those_of_the_journal()
    {
        using var linhe = await host.FederationAsync("linhe");
        (await linhe.PostAsync("alliances", new { partner = "city", agreement = "联盟1号", occurredOn = "2026-01-01" })).Accepted();
        var town = new Town(Door.Of(host.First), city, "city", "linhe", new Random(3));
        var fund = new Lottery.Fund(city, City.Today);
        await fund.IssueAsync("fc-facts", 1_000, 2026);
        await fund.AllotAsync("fc-facts", "a", 1_000);
        await fund.PayAsync("fc-facts", "a", 1_000);
        (await city.PostAsync("lottery/indicators/fc-facts/parts/a/expenditures",
            new
            {
                type = "services", payee = "某院", use = "照护", amountFen = 40, occurredOn = City.Today, facts = new { nature = "direct" },
            })).Accepted();
        await town.GrowAsync(rounds: 4);
        await host.FollowedAsync();
        var books = (await host.Database.RowsAsync(Expenses)).Select(r => ((string)r[0]!, (string)r[1]!, (int)r[2]!, (long)r[3]!)).ToList();
        Assert.Contains(books, b => b.Item2 == "5101" && b.Item1 == "main");
        foreach (var of in books.GroupBy(b => (Book: b.Item1, Year: b.Item3)))
        {
            var sums = await SumsAsync(of.Key.Year, of.Key.Book);
            foreach (var fact in (string[])["nature", "field", "region", "division"])
            {
                Assert.Equal(of.Select(b => (b.Item2, b.Item4)), sums.Where(s => s.Fact == fact).GroupBy(s => s.Account)
                    .Select(a => (a.Key, a.Sum(s => s.Fen))).Where(a => a.Item2 != 0).OrderBy(a => a.Key, StringComparer.Ordinal));
            }
        }

        var all = await SumsAsync(2026, "main");
        Assert.Contains(all, s => s is { Fact: "nature", Value: "direct" });
        Assert.Contains(all, s => s is { Fact: "nature", Value: "not_stated" });
        var kinds = (await host.Database.RowsAsync("select distinct kind from facts.expense where tenant = 'city'")).Select(r => (string)r[0]!);
        string[] expected = ["payment_made", "goods_distributed", "service_received", "lottery_expenditure_made", "alliance_money_sent"];
        Assert.Empty(expected.Except(kinds));
        Assert.Empty(await host.First.Services.GetRequiredService<ProjectionEngine>().CompareAsync(
            FactsProjection.ProjectionName, TestContext.Current.CancellationToken));
    }

    [Fact]
    [Refuses(RefusalCode.FactsInvalid, RefusalCode.RecordUnknown)]
    public async Task Facts_stand_beside_a_payment_over_the_defaults_of_its_fund_and_are_filled_afterwards_for_many()
    {
        (await StateAsync(new { field = "emergency", region = "510100", recipients = 9 }, "fund-relief")).Accepted();
        (await StateAsync(new { field = "care" }, "fund-none")).Refused("record_unknown", NotFound);
        var first = await PayAsync(100, "relief", new { nature = "direct", recipients = 40 });
        var second = await PayAsync(200, "relief", null);
        var third = await PayAsync(300, null, null);
        (await city.PostAsync("payments", Payment(1, null, new { region = "51" }))).Refused("facts_invalid", Unprocessable);
        (await city.PostAsync("payments", Payment(1, null, new { origin = "macao" }))).Refused("facts_invalid", Unprocessable);
        Assert.Equal(["nature direct 100 40", "nature not_stated 500 0", "field emergency 300 40", "field not_stated 300 0", "region 510100 300 40",
            "region not_stated 300 0", "division not_stated 600 40"], await LinesAsync());
        Assert.Equal([third], await MissingAsync("field"));
        Assert.Equal([second, third], await MissingAsync("recipients"));

        (await StateAsync(new { nature = "staff", field = "care" }, second, third)).Accepted();
        (await StateAsync(new
        {
            nature = "travel", division = new { programmeBasisPoints = 3_333, administrationBasisPoints = 3_333, fundraisingBasisPoints = 3_334 },
        }, third)).Accepted();
        (await city.PostAsync($"payments/{first}/reversals", new { amountFen = 30, reason = "退回", occurredOn = City.Today })).Accepted();
        Assert.Equal(["nature direct 70 40", "nature staff 200 0", "nature travel 300 0", "field care 500 0", "field emergency 70 40",
            "region 510100 270 40", "region not_stated 300 0", "division administration 99 0", "division fundraising 102 0",
            "division not_stated 270 40", "division programme 99 0"], await LinesAsync());
        Assert.Empty(await MissingAsync("nature"));
        (await StateAsync(new { nature = "staff" }, second, "20260302-none")).Refused("record_unknown", NotFound);
        (await StateAsync(new { }, second)).Refused("facts_invalid", Unprocessable);
        (await StateAsync(new { nature = "staff" })).Refused("facts_invalid", Unprocessable);
        (await StateAsync(new { nature = "staff" }, second, "fund-relief")).Refused("facts_invalid", Unprocessable);
    }

    [Fact]
    public async Task Each_part_of_a_payment_has_its_facts_and_a_trial_leaves_none()
    {
        var payment = new
        {
            amountFen = 30, payee = "某医院", purpose = "物资", occurredOn = City.Today, facts = new { nature = "procurement" },
            parts = new object[] { new { amountFen = 10, fund = "relief" }, new { amountFen = 20 } },
        };
        var told = (await city.PostAsync("payments?trial=true", payment)).Expect(HttpStatusCode.OK).Body;
        Assert.Contains(told.GetProperty("events").EnumerateArray(), e => e.GetProperty("type").GetString() == "facts_stated");
        Assert.Empty(await LinesAsync());
        (await city.PostAsync("payments", payment, "once")).Accepted();
        (await city.PostAsync("payments", payment, "once")).Accepted();
        Assert.Contains("nature procurement 30 0", await LinesAsync());
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'facts_stated'"));
    }

    [Fact]
    [Refuses(RefusalCode.FactsMissing)]
    public async Task Where_the_row_asks_for_them_a_programme_expense_is_not_asked_for_without_facts_but_is_paid_as_it_was_asked_for()
    {
        var before = await PayAsync(1, null, null);
        await host.AddUserAsync(city, "head", "administrator");
        using var head = await host.UserAsync("city", "head");
        foreach (var role in (string[])["clerk", "approver", "cashier"]) await host.AddUserAsync(head, role, role);
        using var clerk = await host.UserAsync("city", "clerk");
        using var approver = await host.UserAsync("city", "approver");
        using var cashier = await host.UserAsync("city", "cashier");
        var asked = (await clerk.PostAsync("payments", Payment(5, "relief", null))).Expect(HttpStatusCode.Accepted);
        (await head.PostAsync("policy", new
        {
            row = "facts.required_of_expenses", value = "yes", source = "理事会决议", reason = "年报", occurredOn = City.Today,
        })).Accepted();
        (await clerk.PostAsync("payments", Payment(5, "relief", null))).Refused("facts_missing", Unprocessable);
        (await clerk.PostAsync("payments", Payment(5, "relief", new { nature = "direct", region = "510100" }))).Refused("facts_missing", Unprocessable);
        (await clerk.PostAsync("payments", new
        {
            amountFen = 1, payee = "某公司", purpose = "电费", kind = "administration", occurredOn = City.Today,
        })).Expect(HttpStatusCode.Accepted);
        var defaults = new { nature = "direct", field = "care", region = "510100" };
        (await clerk.PostAsync("facts", new { records = new[] { "fund-relief" }, facts = defaults })).Accepted();
        var whole = (await clerk.PostAsync("payments", Payment(7, "relief", new { recipients = 3 }))).Expect(HttpStatusCode.Accepted);
        foreach (var request in new[] { asked.Id, whole.Id })
        {
            (await approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
            (await cashier.PostAsync($"requests/{request}/execution", new { })).Accepted();
        }

        Assert.Contains("nature direct 12 3", await LinesAsync(clerk));
        // Of the fund, and of both payments when they were carried out; none of the requests.
        Assert.Equal(3L, await host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'facts_stated'"));
        Assert.Equal([before], await MissingAsync("nature", clerk));
    }

    [Fact]
    [Refuses(RefusalCode.FactsInvalid)]
    public async Task A_gift_says_where_it_comes_from_and_no_more()
    {
        var gift = (await city.PostAsync("gifts", Gift(new { origin = "hong_kong" }))).Accepted();
        (await city.PostAsync("gifts", Gift(new { nature = "direct" }))).Refused("facts_invalid", Unprocessable);
        var second = (await city.PostAsync("gifts", City.Gift(7))).Accepted();
        (await StateAsync(new { origin = "mainland" }, gift.Id, second.Id)).Accepted();
        (await StateAsync(new { nature = "direct" }, gift.Id)).Refused("record_unknown", NotFound);
        await host.FollowedAsync();
        Assert.Equal(new[] { gift.Id, second.Id }.Order(StringComparer.Ordinal), (await host.Database.RowsAsync(
            "select record from facts.stated where origin = 'mainland' order by record")).Select(r => (string)r[0]!));

        static object Gift(object facts) => new { amountFen = 5, channel = "bank", occurredOn = City.Today, facts };
    }

    private Task<Answer> StateAsync(object facts, params string[] records) => city.PostAsync("facts", new { records, facts });

    private static object Payment(long fen, string? fund, object? facts) =>
        new { amountFen = fen, payee = "某医院", purpose = "物资", fund, occurredOn = City.Today, facts };

    private async Task<string> PayAsync(long fen, string? fund, object? facts) =>
        (await city.PostAsync("payments", Payment(fen, fund, facts))).Accepted().Id;

    private async Task<List<(string Account, string Fact, string Value, long Fen, long Recipients)>> SumsAsync(int year, string book, Api? by = null)
    {
        await host.FollowedAsync();
        var sums = (await (by ?? city).GetAsync($"facts?year={year}&book={Uri.EscapeDataString(book)}")).Expect(HttpStatusCode.OK);
        return [.. sums.Body.EnumerateArray().Select(s => (Text(s, "account"), Text(s, "fact"), Text(s, "value"),
            s.GetProperty("amountFen").GetInt64(), s.GetProperty("recipients").GetInt64()))];
    }

    private async Task<List<string>> LinesAsync(Api? by = null) =>
        [.. (await SumsAsync(2026, "main", by)).Where(s => s.Account == "5101").Select(s => $"{s.Fact} {s.Value} {s.Fen} {s.Recipients}")];

    private async Task<List<string>> MissingAsync(string fact, Api? by = null)
    {
        await host.FollowedAsync();
        return [.. (await (by ?? city).GetAsync($"facts/records?year=2026&missing={fact}")).Expect(HttpStatusCode.OK).Body.EnumerateArray()
            .Where(r => Text(r, "account") == "5101").Select(r => Text(r, "record"))];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
