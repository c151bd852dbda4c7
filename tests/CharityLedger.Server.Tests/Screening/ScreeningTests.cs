using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Screening;

/// <summary>Screening of names over HTTP. The clock stands at 2026-03-02.</summary>
public sealed class ScreeningTests(City city) : IClassFixture<City>
{
    [Fact]
    [Refuses(RefusalCode.HoldUnknown, RefusalCode.HoldDecided)]
    public async Task A_gift_of_a_listed_name_is_held_until_somebody_decides_and_never_given_back_by_itself()
    {
        await LoadAsync("un", "Ｅvil·Corp", "无名氏甲");
        var fund = await city.FundAsync();
        var held = (await city.Api.PostAsync("gifts", Gift("EVIL CORP", fund), "held")).Accepted();
        Assert.Equal("un", held.Body.GetProperty("heldBy").GetString());
        Assert.False(held.Body.TryGetProperty("checkCode", out _));
        await city.RefusesAsync("insufficient_funds", "payments", City.Payment(1, fund));
        await city.RefusesAsync("gift_unknown", $"gifts/{held.Id}/refunds", City.Refund(1), HttpStatusCode.NotFound);
        Assert.Equal(("un", 1_000), await HoldAsync(held));

        var decision = Decision("cleared");
        await city.RefusesAsync("hold_unknown", "screening/holds/none/decision", decision, HttpStatusCode.NotFound);
        var cleared = (await city.Api.PostAsync($"screening/holds/{held.Id}/decision", decision)).Accepted();
        Assert.Equal(8, cleared.Body.GetProperty("checkCode").GetString()!.Length);
        await city.RefusesAsync("hold_decided", $"screening/holds/{held.Id}/decision", decision, HttpStatusCode.Conflict);
        (await city.Api.PostAsync("payments", City.Payment(1_000, fund))).Accepted();

        var frozen = (await city.Api.PostAsync("gifts", Gift("无名氏甲", fund))).Accepted();
        (await city.Api.PostAsync($"screening/holds/{frozen.Id}/decision", Decision("confirmed"))).Accepted();
        await city.RefusesAsync("gift_unknown", $"gifts/{frozen.Id}/refunds", City.Refund(1), HttpStatusCode.NotFound);
        Assert.False((await city.Api.PostAsync("gifts", Gift("无名氏", fund))).Accepted().Body.TryGetProperty("heldBy", out _));
    }

    [Fact]
    [Refuses(RefusalCode.ScreeningMatch)]
    public async Task Nothing_is_paid_to_a_listed_name_and_a_later_list_takes_the_place_of_the_earlier()
    {
        await LoadAsync("pboc", "坏公司");
        await city.GiveAsync(5, "relief");
        var payment = new { amountFen = 1, payee = "坏 公司", purpose = "物资", fund = "relief", occurredOn = City.Today };
        await city.RefusesAsync("screening_match", "payments", payment);
        var (listed, other) = (new { name = "坏公司", kind = "organisation" }, new { name = "好公司", kind = "organisation" });
        await city.RefusesAsync("screening_match", "goods", new
        {
            kind = "goods", description = "棉被", quantity = 1, unit = "床", valuation = new { basis = "none" }, valueFen = 0,
            donor = listed, occurredOn = City.Today,
        });
        foreach (var (giver, beneficiary) in new[] { (listed, other), (other, listed) })
        {
            await city.RefusesAsync("screening_match", "agencies",
                new { amountFen = 1, channel = "bank", giver, beneficiary, purpose = "医疗", occurredOn = City.Today });
        }

        await LoadAsync("pboc", "另一公司");
        (await city.Api.PostAsync("payments", payment)).Accepted();
        await city.RefusesAsync("text_missing", "screening/lists", new { list = "pboc", source = "公告", names = new[] { " " }, occurredOn = City.Today });
    }

    [Fact]
    [Refuses(RefusalCode.SourceNoteMissing)]
    public async Task A_large_or_cash_gift_says_where_it_comes_from_once_the_federation_asks_for_it()
    {
        (await city.Api.PostAsync("gifts", Cash(5_000_001))).Accepted();
        foreach (var (row, value) in new[] { ("aml.source_note_cash_above", "50000"), ("aml.source_note_above", "100000") })
        {
            (await city.Api.PostAsync("policy",
                new { row, value, source = "理事会决议", reason = "反洗钱", occurredOn = City.Today })).Accepted();
        }

        (await city.Api.PostAsync("gifts", Cash(5_000_000))).Accepted();
        await city.RefusesAsync("source_note_missing", "gifts", Cash(5_000_001));
        await city.RefusesAsync("source_note_missing", "gifts", Cash(5_000_001, note: " "));
        (await city.Api.PostAsync("gifts", Cash(5_000_001, note: "经营所得"))).Accepted();
        (await city.Api.PostAsync("gifts", City.Gift(10_000_000))).Accepted();
        await city.RefusesAsync("source_note_missing", "gifts", City.Gift(10_000_001));
        (await city.Api.PostAsync("gifts", City.Gift(10_000_001, date: "2026-03-01"))).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.TextTooLong)]
    public async Task A_list_holds_five_thousand_names_and_its_next_version_only_its_own()
    {
        string[] names = [.. Enumerable.Range(0, 5_000).Select(i => $"长名单第{i}号")];
        await LoadAsync("long", names);
        foreach (var name in new[] { names[0], names[2_345], names[^1] })
            Assert.Equal("long", (await city.Api.PostAsync("gifts", Gift(name, "relief"))).Accepted().Body.GetProperty("heldBy").GetString());
        await LoadAsync("long", names[..1_600]);
        Assert.Equal("long", (await city.Api.PostAsync("gifts", Gift(names[1_599], "relief"))).Accepted().Body.GetProperty("heldBy").GetString());
        Assert.False((await city.Api.PostAsync("gifts", Gift(names[1_600], "relief"))).Accepted().Body.TryGetProperty("heldBy", out _));
        await city.RefusesAsync("text_too_long", "screening/lists",
            new { list = "long", source = "公告", names = names.Append("多一个"), occurredOn = City.Today });
        await LoadAsync("long");
    }

    private static object Gift(string donor, string fund) =>
        new { amountFen = 1_000, channel = "bank", fund, occurredOn = City.Today, donor = new { name = donor } };

    private static object Cash(long fen, string? note = null) =>
        new { amountFen = fen, channel = "cash", occurredOn = City.Today, terms = new { sourceOfFunds = note } };

    private static object Decision(string decision) => new { decision, reason = "核对证件", occurredOn = City.Today };

    private async Task LoadAsync(string list, params string[] names) =>
        (await city.Api.PostAsync("screening/lists", new { list, source = "公告", names, occurredOn = City.Today })).Accepted();

    private async Task<(string?, long)> HoldAsync(Answer held)
    {
        var hold = (await city.Api.GetAsync($"screening/holds?min-position={held.Position}")).Body.EnumerateArray()
            .Single(h => h.GetProperty("gift").GetString() == held.Id);
        Assert.False(hold.TryGetProperty("decision", out JsonElement _));
        return (hold.GetProperty("list").GetString(), hold.GetProperty("amountFen").GetInt64());
    }
}
