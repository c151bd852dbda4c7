using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CharityLedger.Contracts;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>Requests that are none.</summary>
public sealed class RequestTests(City city) : IClassFixture<City>
{
    public static TheoryData<string, string> Malformed => new()
    {
        { "nothing", "" },
        { "no JSON", "amountFen=1" },
        { "cut off", """{"amountFen":1,"channel":"bank","occurredOn":"2026-03-02" """ },
        { "a list", "[]" },
        { "null", "null" },
        { "an unknown field", """{"amountFen":1,"channel":"bank","occurredOn":"2026-03-02","amount":1}""" },
        { "a field twice", """{"amountFen":1,"amountFen":2,"channel":"bank","occurredOn":"2026-03-02"}""" },
        { "a missing amount", """{"channel":"bank","occurredOn":"2026-03-02"}""" },
        { "a missing date", """{"amountFen":1,"channel":"bank"}""" },
        { "a missing channel", """{"amountFen":1,"occurredOn":"2026-03-02"}""" },
        { "null for a text", """{"amountFen":1,"channel":null,"occurredOn":"2026-03-02"}""" },
        { "a part of a fen", """{"amountFen":1.5,"channel":"bank","occurredOn":"2026-03-02"}""" },
        { "an amount as text", """{"amountFen":"1","channel":"bank","occurredOn":"2026-03-02"}""" },
        { "an amount past 64 bits", """{"amountFen":99999999999999999999,"channel":"bank","occurredOn":"2026-03-02"}""" },
        { "no number", """{"amountFen":NaN,"channel":"bank","occurredOn":"2026-03-02"}""" },
        { "a date that isn't", """{"amountFen":1,"channel":"bank","occurredOn":"2026-02-30"}""" },
        { "a date written otherwise", """{"amountFen":1,"channel":"bank","occurredOn":"02.03.2026"}""" },
        { "a choice that isn't", """{"amountFen":1,"channel":"bank","occurredOn":"2026-03-02","donor":{"name":"甲","kind":"robot"}}""" },
        { "a choice by number", """{"amountFen":1,"channel":"bank","occurredOn":"2026-03-02","donor":{"name":"甲","kind":1}}""" },
        { "half a character", """{"amountFen":1,"channel":"bank\ud800","occurredOn":"2026-03-02"}""" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task A_request_that_cannot_be_read_is_refused(string what, string json)
    {
        Assert.NotEmpty(what);
        (await city.Api.PostTextAsync("gifts", json)).Refused("malformed_request", HttpStatusCode.BadRequest);
    }

    [Fact]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task JSON_nested_ten_thousand_deep_is_refused_also_where_nothing_knows_its_field()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);
        foreach (var json in new[] { deep, $$"""{"channel":{{deep}}}""", $$"""{"unknown":{{deep}}}""" })
            (await city.Api.PostTextAsync("gifts", json)).Refused("malformed_request", HttpStatusCode.BadRequest);
    }

    [Fact]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task Bytes_that_are_no_text_and_a_huge_body_are_refused()
    {
        byte[] broken = [.. Encoding.UTF8.GetBytes("""{"amountFen":1,"occurredOn":"2026-03-02","channel":"bank"""), 0xFF, 0xFE, .. "\"}"u8];
        (await city.Api.PostBytesAsync("gifts", broken)).Refused("malformed_request", HttpStatusCode.BadRequest);
        var huge = $$"""{"amountFen":1,"occurredOn":"2026-03-02","channel":"{{new string('x', 2 << 20)}}"}""";
        (await city.Api.PostTextAsync("gifts", huge)).Refused("malformed_request", HttpStatusCode.BadRequest);
    }

    [Fact]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task Addresses_that_cannot_be_read_are_refused()
    {
        (await city.Api.GetAsync("balances?min-position=soon")).Refused("malformed_request", HttpStatusCode.BadRequest);
        (await city.Api.GetAsync("balances?min-position=-1")).Refused("malformed_request", HttpStatusCode.BadRequest);
        (await city.Api.GetAsync("imports/held?after=%00")).Refused("malformed_request", HttpStatusCode.BadRequest);
        (await city.Api.GetAsync("journal?vouchers=many")).Refused("malformed_request", HttpStatusCode.BadRequest);
        using var form = new MultipartFormDataContent { { new StringContent("hubei-red-cross-2020"), "profile" } };
        (await city.Api.SendAsync(HttpMethod.Post, "imports/donations?onKnown=forget", form, null))
            .Refused("malformed_request", HttpStatusCode.BadRequest);
    }

    [Fact]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task A_form_that_is_none_lacks_its_file_or_breaks_off_is_refused()
    {
        foreach (var body in new[] { "", "--b\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n日期", "--b--\r\n" })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
            (await city.Api.SendAsync(HttpMethod.Post, "imports/donations", content, null)).Refused("malformed_request", HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    [Refuses(RefusalCode.PeriodInvalid)]
    public async Task A_trial_balance_of_a_part_of_a_month_is_refused()
    {
        foreach (var part in new[] { "from=2026-03-15", "to=2026-03-15", "from=2026-01-01&to=2026-13" })
            (await city.Api.GetAsync("trial-balance?" + part)).Refused("period_invalid", HttpStatusCode.UnprocessableEntity);
        Assert.Equal(HttpStatusCode.OK, (await city.Api.GetAsync("trial-balance?from=2026-03&to=2026-03")).Status);
    }

    [Fact]
    [Refuses(RefusalCode.NotFound)]
    public async Task What_does_not_exist_is_not_found()
    {
        (await city.Api.GetAsync("donors")).Refused("not_found", HttpStatusCode.NotFound);
        (await city.Api.GetAsync("")).Refused("not_found", HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.MethodNotAllowed, RefusalCode.MediaTypeUnsupported)]
    public async Task What_exists_says_which_methods_and_media_types_it_takes()
    {
        (await city.Api.SendAsync(HttpMethod.Delete, "gifts", null, null)).Refused("method_not_allowed", HttpStatusCode.MethodNotAllowed);
        (await city.Api.GetAsync("payments")).Refused("method_not_allowed", HttpStatusCode.MethodNotAllowed);
        (await city.Api.PostBytesAsync("gifts", "<gift/>"u8.ToArray(), type: "application/xml"))
            .Refused("media_type_unsupported", HttpStatusCode.UnsupportedMediaType);
        (await city.Api.PostAsync("imports/donations", new { })).Refused("media_type_unsupported", HttpStatusCode.UnsupportedMediaType);
        foreach (var type in new[] { "application/json; charset=bogus", "application/json; charset=utf-7", "application/json; charset=\"\"" })
        {
            (await city.Api.PostBytesAsync("gifts", "{}"u8.ToArray(), type: type))
                .Refused("media_type_unsupported", HttpStatusCode.UnsupportedMediaType);
        }
    }

    /// <summary>Bodies that no browser sends to a page's form.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-www-form-urlencoded; charset=bogus")]
    [InlineData("multipart/form-data")]
    [InlineData("application/json")]
    [InlineData("text/plain; charset=utf-7")]
    public async Task A_form_of_a_page_without_its_fields_is_refused_and_nothing_fails(string? type)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = city.Host.First.Address };
        foreach (var path in new[] { "/f/city/sign-in", "/f/city/gift", "/f/city/receipt", "/f/city/sign-out", "/f/city/desk/r/approve", "/ops/sign-in" })
        {
            using var content = new ByteArrayContent([]);
            if (type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            var answer = await http.PostAsync(path, content, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode < 500, $"{path} {type}: {answer.StatusCode}");
        }
    }

    [Fact]
    [Refuses(RefusalCode.PositionNotReached)]
    public async Task A_read_that_waits_for_a_position_that_does_not_come_is_told_so() =>
        (await city.Api.GetAsync("balances?min-position=1000000000")).Refused("position_not_reached", HttpStatusCode.ServiceUnavailable);
}
