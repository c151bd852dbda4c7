using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>The list of a year's receipts.</summary>
public sealed class ReceiptListTests(City city) : IClassFixture<City>
{
    [Fact]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task The_list_of_a_year_says_how_each_receipt_stands_and_that_no_number_is_missing()
    {
        foreach (var (year, code) in new[] { (2025, "51010125"), (2026, "51010126") })
            (await city.Api.PostAsync("receipt-books", new { year, code, occurredOn = City.Today })).Accepted();
        object donor = new { name = "江城市某实业有限公司", kind = "organisation" };
        var gift = (await city.Api.PostAsync("gifts",
            new { amountFen = 1_000, channel = "bank", donor, occurredOn = "2025-11-01" })).Accepted().Id;
        Task<Answer> IssueAsync(long fen, string on) => city.Api.PostAsync($"gifts/{gift}/receipts", new { amountFen = fen, occurredOn = on });
        var one = (await IssueAsync(100, "2025-11-05")).Accepted().Id;
        var two = (await IssueAsync(200, "2025-12-01")).Accepted().Id;
        var red = (await city.Api.PostAsync($"receipts/{one}/reversal", new { reason = "抬头有误", occurredOn = "2025-12-02" })).Accepted().Id;
        // The red one of a receipt of this year stands in the book of the next.
        var late = (await city.Api.PostAsync($"receipts/{two}/reversal", new { reason = "抬头有误", occurredOn = City.Today })).Accepted().Id;
        var four = (await IssueAsync(300, "2025-12-31")).Accepted().Id;

        var page = (await city.Api.GetAsync("receipts?year=2025")).Expect(HttpStatusCode.OK).Body;
        Assert.Equal(("51010125", 4, 0, 300), (page.GetProperty("code").GetString(), page.GetProperty("used").GetInt32(),
            page.GetProperty("missing").GetArrayLength(), page.GetProperty("liveFen").GetInt64()));
        Assert.Equal([$"{one} 100 voided {red}", $"{two} 200 voided {late}", $"{red} -100 red {one}", $"{four} 300 live "], Lines(page));
        Assert.Equal([$"{four} 300 live "], Lines(await ListAsync("status=live")));
        Assert.Equal([$"{red} -100 red {one}"], Lines(await ListAsync("number=3")));
        Assert.Equal([$"{two} 200 voided {late}", $"{red} -100 red {one}"], Lines(await ListAsync("from=2025-12-01&to=2025-12-30")));
        Assert.Equal([$"{four} 300 live "], Lines(await ListAsync("after=3")));
        Assert.Equal(0, (await city.Api.GetAsync("receipts?year=2024")).Body.GetProperty("used").GetInt32());
        (await city.Api.GetAsync("receipts?status=open")).Refused("malformed_request", HttpStatusCode.BadRequest);

        // A number whose receipt were gone would show.
        await city.Host.Database.TamperAsync($"""
            update ledger.mt_events set data = jsonb_set(data, '{"{number}"}', '7') where stream_id = 'gift-{gift}' and data ->> 'number' = '4'
            """);
        page = await ListAsync("");
        Assert.Equal([4], page.GetProperty("missing").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(3, page.GetProperty("rows").GetArrayLength());

        async Task<JsonElement> ListAsync(string query) =>
            (await city.Api.GetAsync("receipts?year=2025&" + query)).Expect(HttpStatusCode.OK).Body;

        static IEnumerable<string> Lines(JsonElement page) => page.GetProperty("rows").EnumerateArray().Select(r =>
            $"{r.GetProperty("receipt").GetString()} {r.GetProperty("amountFen").GetInt64()} {r.GetProperty("status").GetString()} "
            + (r.TryGetProperty("voidedBy", out var by) ? by.GetString() : r.TryGetProperty("voids", out var of) ? of.GetString() : ""));
    }
}
