using System.Net;
using System.Net.Http.Headers;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Doors;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>What is said of a request that can't be read: which field, and what was expected, in the caller's own words.</summary>
public sealed class MalformedTests(City city) : IClassFixture<City>
{
    private const string Line = """{"account":"cash","bucket":"general","debitFen":1,"creditFen":0}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Address, body, the field at fault, and what is said.</summary>
    public static TheoryData<string, string, string?, string> Bodies => new()
    {
        { "gifts", "", null, "A body in JSON is expected." },
        { "gifts", "amountFen=1", null, "The body is no JSON, or is nested too deep: line 1, byte 1." },
        { "gifts", "{\n \"amountFen\": 1,,", null, "The body is no JSON, or is nested too deep: line 2, byte 17." },
        { "gifts", "null", null, "A body in JSON is expected." },
        { "gifts", "[]", null, "The body is expected to be an object with amountFen, channel, occurredOn, fund, campaign, purpose, donor, "
            + "pledge, yieldAgreement, terms, project, facts, contact." },
        { "gifts", """{"amountFen":1}""", "channel", "Missing: channel, occurredOn." },
        { "gifts", """{"amountFen":"1","channel":"bank","occurredOn":"2026-03-02"}""", "amountFen",
            "“amountFen” is expected to be a whole number of at most 64 bits." },
        { "gifts", """{"amountFen":1,"channel":null,"occurredOn":"2026-03-02"}""", "channel", "“channel” is expected to be a text." },
        { "gifts", """{"amountFen":1,"channel":"bank","occurredOn":"2.3.26"}""", "occurredOn",
            "“occurredOn” is expected to be a day such as 2026-03-02." },
        { "gifts", """{"amountFen":1,"amountFen":1}""", "amountFen", "“amountFen” is said more than once." },
        { "gifts", """{"amountFen":1,"donor":{"name":"甲","kind":"robot"}}""", "donor.kind",
            "“donor.kind” is expected to be one of: person, organisation, anonymous." },
        { "gifts", """{"donor":{"name":"甲","age":3}}""", "donor.age", "“donor.age” is unknown; known are: name, kind, nam" },
        { "funds", """{"fund id":"x"}""", "['fund id']", "“['fund id']” is unknown; known are: " },
        { "books/vouchers", $$"""{"lines":[{{Line}},{"account":"cash","debitFen":1.5}]}""", "lines[1].debitFen",
            "“lines[1].debitFen” is expected to be a whole number of at most 64 bits." },
        { "books/vouchers", $$"""{"lines":[{{Line}},{"bucket":"general","debitFen":1,"creditFen":1}]}""", "lines[1].account", "Missing: lines[1].account." },
        { "users", """{"user":"u","roles":["clerk","king"]}""", "roles[1]",
            "“roles[1]” is expected to be one of: clerk, approver, treasurer, auditor, administrator, cashier, accountant." },
        { "screening/lists", """{"list":"l","source":"s","names":["a",null],"occurredOn":"2026-03-02"}""", "names[1]", "“names[1]” may not be null." },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task A_body_that_cannot_be_read_is_told_by_its_field_and_what_was_expected(string path, string body, string? field, string title)
    {
        var answer = await city.Api.PostTextAsync(path, body);
        answer.Refused("malformed_request", HttpStatusCode.BadRequest);
        Assert.StartsWith(title, answer.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(field, answer.Body.TryGetProperty("field", out var named) ? named.GetString() : null);
    }

    [Theory]
    [InlineData("journal?vouchers=many", "vouchers", "“vouchers” is expected to be a whole number of at most 32 bits.")]
    [InlineData("journal?after=1.5", "after", "“after” is expected to be a whole number of at most 64 bits.")]
    [InlineData("money-accounts?on=yesterday", "on", "“on” is expected to be a day such as 2026-03-02.")]
    [InlineData("balances?asOf=2026-01-01", "asOf", "“asOf” is unknown here; known are: min-position.")]
    [InlineData("trial-balance?from=2026-01&asOf=1", "asOf", "“asOf” is unknown here; known are: from, to, book, min-position.")]
    [InlineData("trial-balance?from=2026-01&from=2026-02", "from", "“from” is said more than once.")]
    [InlineData("gifts/g/trace?gift=h", "gift", "“gift” is unknown here; known are: min-position.")]
    [InlineData("projections?min-position=1", "min-position", "“min-position” is unknown here: this address takes no query.")]
    [InlineData("books/statements/activities", "month", "Missing: month.")]
    [InlineData("duties?status=late", "status", "“late” is none of: open, due_soon, overdue, met.")]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task A_query_that_cannot_be_read_is_told_by_its_name(string path, string field, string title)
    {
        var answer = await city.Api.GetAsync(path);
        answer.Refused("malformed_request", HttpStatusCode.BadRequest);
        Assert.Equal((field, title), (answer.Body.GetProperty("field").GetString(), answer.Body.GetProperty("title").GetString()));
    }

    [Fact]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task Every_route_of_the_API_refuses_a_query_that_it_does_not_know_and_writes_nothing()
    {
        var operate = await city.Host.ApiAsync("*");
        var before = await city.Host.Database.Reader.LastPositionAsync(Ct);
        var answered = 0;
        foreach (var door in Door.Of(city.Host.First).Where(d => d.IsApi))
        {
            var by = WhoMay.Allows(door, "administrator") || !WhoMay.Allows(door, "operator") ? city.Api : operate;
            var path = door.Address(name => name == "year" ? "2025" : "x")[Door.ApiRoot.Length..] + "?month=2026-01&utm_source=alipay";
            // What has a body is refused for that first.
            using var content = door.Method == HttpMethod.Get ? null : new StringContent("no JSON", new MediaTypeHeaderValue(door.MediaType));
            var answer = await by.SendAsync(door.Method, path, content, null);
            Assert.True(answer.Code == "malformed_request", $"{door}: {answer.Body}");
            if (door.Body is not null) continue;
            Assert.True(answer.Body.TryGetProperty("field", out var field) && field.GetString() is "utm_source" or "month", $"{door}: {answer.Body}");
            answered++;
        }

        Assert.True(answered > 40);
        Assert.Equal(before, await city.Host.Database.Reader.LastPositionAsync(Ct));
        var gift = await city.Api.PostAsync("gifts?utm_source=alipay", City.Gift(1));
        gift.Refused("malformed_request", HttpStatusCode.BadRequest);
        Assert.Equal(before, await city.Host.Database.Reader.LastPositionAsync(Ct));
    }

    [Fact]
    public async Task Pages_take_whatever_is_appended_to_their_links()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = city.Host.First.Address };
        using var page = await http.GetAsync("/f/city?from=singlemessage&isappinstalled=0&scene=1", Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }
}
