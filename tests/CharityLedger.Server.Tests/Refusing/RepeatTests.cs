using System.Net;
using CharityLedger.Contracts;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>The same request again, and several at once.</summary>
public sealed class RepeatTests(City city) : IClassFixture<City>
{
    [Fact]
    [Refuses(RefusalCode.IdempotencyConflict)]
    public async Task A_key_stands_for_one_request()
    {
        var first = (await city.Api.PostAsync("gifts", City.Gift(1), "one")).Accepted();
        Assert.Equal(first.Body.ToString(), (await city.Api.PostAsync("gifts", City.Gift(1), "one")).Accepted().Body.ToString());
        (await city.Api.PostAsync("gifts", City.Gift(2), "one")).Refused("idempotency_conflict", HttpStatusCode.Conflict);
        (await city.Api.PostAsync("payments", City.Payment(1), "one")).Refused("idempotency_conflict", HttpStatusCode.Conflict);
        var other = await city.Host.FederationAsync("keys");
        (await other.PostAsync("gifts", City.Gift(2), "one")).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.IdempotencyKeyInvalid)]
    public async Task A_key_is_short_and_plain()
    {
        foreach (var key in new[] { new string('k', 201), "钥匙", "a\tb" })
            (await city.Api.PostAsync("gifts", City.Gift(1), key)).Refused("idempotency_key_invalid", HttpStatusCode.BadRequest);
        (await city.Api.PostAsync("gifts", City.Gift(1), new string('k', 200))).Accepted();
    }

    [Fact]
    public async Task The_same_key_from_thirty_two_callers_at_once_has_one_effect_and_thirty_two_equal_answers()
    {
        var fund = await city.FundAsync();
        var before = await city.Host.Database.Reader.LastPositionAsync(TestContext.Current.CancellationToken);
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => city.Api.PostAsync("gifts", City.Gift(7, fund), "thirty-two")));
        Assert.Single(answers.Select(a => a.Accepted().Body.ToString()).Distinct());
        Assert.Equal(7, await city.Host.Database.ScalarAsync<long>($"select in_total from charity.bucket where id = 'fund/{fund}'"));
        Assert.True(answers[0].Position > before);
    }

    [Fact]
    public async Task What_was_done_is_answered_again_also_when_it_could_not_be_done_now()
    {
        var fund = await city.FundAsync();
        var gift = await city.GiveAsync(100, fund);
        var refund = (await city.Api.PostAsync($"gifts/{gift}/refunds", City.Refund(40), "refund")).Accepted();
        var payment = (await city.Api.PostAsync("payments", City.Payment(60, fund), "payment")).Accepted();
        var reversal = (await city.Api.PostAsync($"payments/{payment.Id}/reversals", City.Reversal(60), "reversal")).Accepted();
        var last = (await city.Api.PostAsync("payments", City.Payment(60, fund), "last")).Accepted();

        foreach (var (path, body, key, first) in new[]
        {
            ($"gifts/{gift}/refunds", City.Refund(40), "refund", refund), ("payments", City.Payment(60, fund), "payment", payment),
            ($"payments/{payment.Id}/reversals", City.Reversal(60), "reversal", reversal), ("payments", City.Payment(60, fund), "last", last),
        })
            Assert.Equal(first.Body.ToString(), (await city.Api.PostAsync(path, body, key)).Accepted().Body.ToString());

        (await city.Api.PostAsync("funds", City.Fund("twice"), "fund")).Accepted();
        (await city.Api.PostAsync("funds", City.Fund("twice"), "fund")).Accepted();
    }

    [Fact]
    public async Task Of_two_refunds_at_once_that_do_not_both_fit_one_is_made()
    {
        for (var round = 0; round < 5; round++)
        {
            var fund = await city.FundAsync();
            var gift = await city.GiveAsync(100, fund);
            var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => city.Api.PostAsync($"gifts/{gift}/refunds", City.Refund(60))));
            Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
            Assert.Single(answers, a => a.Code is "refund_exceeds_unspent");
            Assert.Equal(40, await city.Host.Database.ScalarAsync<long>($"""
                select in_total - pointer - coalesce((
                    select sum(holes[2 * i] - holes[2 * i - 1]) from generate_series(1, cardinality(holes) / 2) i), 0)::bigint
                from charity.bucket where id = 'fund/{fund}'
                """));
        }
    }

    [Fact]
    [Refuses(RefusalCode.VersionConflict)]
    public async Task Of_many_reversals_of_one_payment_at_once_some_must_read_again_and_none_is_lost()
    {
        var fund = await city.FundAsync();
        await city.GiveAsync(1_000, fund);
        var payment = (await city.Api.PostAsync("payments", City.Payment(1_000, fund))).Accepted().Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            city.Api.PostAsync($"payments/{payment}/reversals", City.Reversal(10), $"back {i}")));
        foreach (var conflict in answers.Where(a => a.Status != HttpStatusCode.Created)) conflict.Refused("version_conflict", HttpStatusCode.Conflict);
        Assert.Contains(answers, a => a.Code == "version_conflict");
        for (var i = 0; i < answers.Length; i++)
        {
            while ((await city.Api.PostAsync($"payments/{payment}/reversals", City.Reversal(10), $"back {i}")).Code is { } code)
                Assert.Equal("version_conflict", code);
        }

        Assert.Equal(1_320, await city.Host.Database.ScalarAsync<long>($"select in_total from charity.bucket where id = 'fund/{fund}'"));
    }
}
