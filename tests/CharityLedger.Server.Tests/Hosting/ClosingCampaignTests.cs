using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Access;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Server.Tests.Regulation;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;
using Campaign = CharityLedger.Domain.Campaigns.Campaign;
using CampaignState = CharityLedger.Domain.Campaigns.CampaignState;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>A campaign that is closed while money comes in for it.</summary>
public sealed class ClosingCampaignTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_in_between_the_reading_and_the_closing_is_not_left_behind()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        (await api.PostAsync("campaigns", Plans.Campaign("spring", kind: "directed"))).Accepted();
        (await api.PostAsync("gifts", Gift(1_000))).Accepted();
        var money = host.First.Services.GetRequiredService<SurplusMoney>();
        var today = DateOnly.Parse(City.Today, CultureInfo.InvariantCulture);
        var lefts = new List<long>();
        // It is decided with what was read before, and only then a gift enters a pot that nobody saw.
        Task<Domain.Result<Receipt>> CloseAsync(string key, Action between)
        {
            var context = new CommandContext(new Caller("city", "treasurer"), key, "close_campaign");
            return money.CloseAsync<CampaignState, CampaignClosed>("spring", Streams.Campaign("spring"), Campaign.Evolve,
                new Surplus(SurplusGround.SimilarPurpose, "助学", today),
                new Bond(Bucket.WordOfCampaign("spring"), _ => Bucket.Of(null, purpose: "助学")), context, context.Envelope(key),
                (state, leftFen) =>
                {
                    lefts.Add(leftFen);
                    between();
                    return Campaign.Close(state, new CampaignClosed("spring", leftFen, SurplusGround.SimilarPurpose, "助学", today), today);
                }, Ct);
        }

        var late = await CloseAsync("first", () => api.PostAsync("gifts", Gift(50, "书本")).GetAwaiter().GetResult().Accepted());
        Assert.Equal(RefusalCode.VersionConflict, late.Refusal?.Code);
        Assert.Null((await CloseAsync("second", () => { })).Refusal);
        Assert.Equal([1_000, 1_050], lefts);
        (await api.PostAsync("gifts", Gift(1))).Refused("campaign_not_open", System.Net.HttpStatusCode.UnprocessableEntity);
        Assert.Equal(0, await host.Database.ScalarAsync<long>(
            "select sum(in_total - pointer)::bigint from charity.bucket where id like '%+campaign=spring%'"));
    }

    [Fact]
    [Refuses(RefusalCode.CampaignNotOpen)]
    public async Task A_held_gift_for_what_was_closed_meanwhile_is_not_received_under_it()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        (await api.PostAsync("campaigns", Plans.Campaign("spring", from: "2026-02-28", kind: "directed"))).Accepted();
        (await api.PostAsync("screening/lists", new { list = "un", source = "公告", names = new[] { "某甲" }, occurredOn = City.Today })).Accepted();
        var held = new List<string>();
        foreach (var fen in new[] { 1, 2 })
        {
            var answer = (await api.PostAsync("gifts", new
            {
                amountFen = fen, channel = "bank", campaign = "spring", donor = new { name = "某甲" }, occurredOn = "2026-03-01",
            })).Accepted();
            Assert.Equal("un", answer.Body.GetProperty("heldBy").GetString());
            held.Add(answer.Id);
        }

        (await DecideAsync(held[0])).Accepted();
        (await api.PostAsync("campaigns/spring/closing",
            new { treatment = "用于同类助学", ground = "similar_purpose", toPurpose = "助学", occurredOn = City.Today })).Accepted();
        (await DecideAsync(held[1])).Refused("campaign_not_open", System.Net.HttpStatusCode.UnprocessableEntity);

        Task<Answer> DecideAsync(string gift) => api.PostAsync($"screening/holds/{gift}/decision",
            new { decision = "cleared", reason = "核对证件", occurredOn = City.Today });
    }

    private static object Gift(long fen, string? purpose = null) =>
        new { amountFen = fen, channel = "bank", campaign = "spring", purpose, occurredOn = City.Today };
}
