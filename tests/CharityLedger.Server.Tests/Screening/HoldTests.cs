using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Screening;

/// <summary>Held gifts that answer a promise, and who decides on them.</summary>
public sealed class HoldTests(Office office) : IClassFixture<Office>
{
    private static readonly object Donor = new { name = "承诺公司", kind = "organisation" };

    [Fact]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task A_name_is_an_approvers_to_judge()
    {
        await LoadAsync("names", "某甲");
        var held = (await office.Clerk.PostAsync("gifts",
            new { amountFen = 10, channel = "bank", donor = new { name = "某甲" }, occurredOn = City.Today })).Accepted().Id;
        (await DecideAsync(office.Clerk, held)).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await DecideAsync(office.Auditor, held)).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await DecideAsync(office.Approver, held)).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.ScreeningMatch, RefusalCode.PledgeExceeded, RefusalCode.PledgeUnknown)]
    public async Task A_cleared_gift_fulfils_the_pledge_and_the_agreement_that_it_named()
    {
        object pledging = new { amountFen = 1_000, form = "public", donor = Donor, occurredOn = City.Today };
        object agreeing = new { kind = "interest", description = "本金由捐赠人自持", number = "留本1号", donor = Donor, occurredOn = City.Today };
        var pledge = (await office.Clerk.PostAsync("pledges", pledging)).Accepted().Id;
        var agreement = (await office.Clerk.PostAsync("yield-gifts", agreeing)).Accepted().Id;
        await LoadAsync("promisers", "承诺公司");
        (await office.Clerk.PostAsync("pledges", pledging)).Refused("screening_match", HttpStatusCode.UnprocessableEntity);
        (await office.Clerk.PostAsync("yield-gifts", agreeing)).Refused("screening_match", HttpStatusCode.UnprocessableEntity);

        // Whoever promised is screened also where the gift names no donor of its own.
        (await GiveAsync(1, "none")).Refused("pledge_unknown", HttpStatusCode.NotFound);
        (await GiveAsync(1_001, pledge)).Refused("pledge_exceeded", HttpStatusCode.UnprocessableEntity);
        var first = (await GiveAsync(600, pledge, agreement)).Accepted();
        Assert.Equal("promisers", first.Body.GetProperty("heldBy").GetString());
        var second = (await GiveAsync(600, pledge)).Accepted().Id;
        Assert.Equal(1_000, await OpenAsync(pledge));
        (await DecideAsync(office.Approver, first.Id)).Accepted();
        Assert.Equal(400, await OpenAsync(pledge));
        Assert.Equal(1, await office.Host.Database.ScalarAsync<long>($"""
            select count(*) from ledger.mt_events where type = 'yield_received' and data ->> 'gift' = '{first.Id}'
            """));
        (await DecideAsync(office.Approver, second)).Refused("pledge_exceeded", HttpStatusCode.UnprocessableEntity);
        (await DecideAsync(office.Approver, second, unlinked: true)).Accepted();
        Assert.Equal(400, await OpenAsync(pledge));
    }

    private static Task<Answer> DecideAsync(Api by, string gift, bool unlinked = false) => by.PostAsync(
        $"screening/holds/{gift}/decision", new { decision = "cleared", reason = "核对证件", occurredOn = City.Today, unlinked });

    private Task<Answer> GiveAsync(long fen, string pledge, string? agreement = null) => office.Clerk.PostAsync("gifts",
        new { amountFen = fen, channel = "bank", pledge, yieldAgreement = agreement, occurredOn = City.Today });

    private async Task LoadAsync(string list, string name) => (await office.Head.PostAsync("screening/lists",
        new { list, source = "公告", names = new[] { name }, occurredOn = City.Today })).Accepted();

    private async Task<long> OpenAsync(string pledge)
    {
        var last = await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        return (await office.Clerk.GetAsync($"pledges?min-position={last}")).Body.EnumerateArray()
            .Where(p => p.GetProperty("pledge").GetString() == pledge).Sum(p => p.GetProperty("openFen").GetInt64());
    }
}
