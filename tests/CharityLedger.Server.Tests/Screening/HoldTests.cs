using System.Net;
using System.Text.Json;
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

    [Fact]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task A_row_that_waits_for_its_source_is_an_approvers_to_judge_once_its_name_is_listed()
    {
        (await office.Head.PostAsync("policy", new
        {
            row = "aml.source_note_above", value = "100000", source = "理事会决议", reason = "反洗钱", occurredOn = City.Today,
        })).Accepted();
        var path = Path.Combine(office.Host.Folder, "waiting.csv");
        await File.WriteAllTextAsync(path, "日期,姓名,金额\n2026-03-02,后来坏人,200000\n2026-03-02,大户,200001\n", TestContext.Current.CancellationToken);
        await office.Clerk.ImportAsync(path, """
            { "name": "waiting", "headers": { "date": ["日期"], "donor": ["姓名"], "amount": ["金额"] }, "dateFormats": ["yyyy-MM-dd"] }
            """, "?fund=relief&onKnown=hold");
        var last = await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        var holds = (await office.Clerk.GetAsync($"screening/holds?min-position={last}")).Body.EnumerateArray()
            .Where(h => h.GetProperty("needsSource").GetBoolean()).OrderBy(h => h.GetProperty("amountFen").GetInt64()).ToList();
        var (listed, other) = (holds[0].GetProperty("gift").GetString()!, holds[1].GetProperty("gift").GetString()!);
        Assert.False(holds[0].TryGetProperty("list", out _));
        await LoadAsync("later", "后来坏人");

        (await DecideAsync(office.Clerk, listed, source: "经营所得")).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await DecideAsync(office.Approver, listed, source: "经营所得")).Accepted();
        // What nobody can undo isn't one clerk's to say either.
        (await DecideAsync(office.Clerk, other, decision: "confirmed")).Refused("not_allowed", HttpStatusCode.Forbidden);
        var cleared = (await DecideAsync(office.Clerk, other, source: "经营所得", key: "other")).Accepted();
        Assert.NotNull(cleared.Body.GetProperty("checkCode").GetString());
        Assert.Equal(cleared.Body.ToString(), (await DecideAsync(office.Clerk, other, source: "经营所得", key: "other")).Accepted().Body.ToString());
    }

    [Fact]
    public async Task A_repeated_gift_is_answered_by_what_it_did_whatever_its_promise_and_the_lists_say_by_now()
    {
        object donor = new { name = "诺言公司", kind = "organisation" };
        var pledge = (await office.Clerk.PostAsync("pledges", new { amountFen = 1_000, form = "public", donor, occurredOn = City.Today })).Accepted().Id;
        var fulfils = await TwiceAsync("fulfils", new { amountFen = 1_000, channel = "bank", pledge, occurredOn = City.Today }, () => Task.CompletedTask);
        Assert.NotNull(fulfils.GetProperty("checkCode").GetString());

        var received = await TwiceAsync("received", new { amountFen = 5, channel = "bank", donor, occurredOn = City.Today },
            () => LoadAsync("repeats", "诺言公司"));
        Assert.False(received.TryGetProperty("heldBy", out _));
        var held = await TwiceAsync("held", new { amountFen = 6, channel = "bank", donor, occurredOn = City.Today },
            () => LoadAsync("repeats", "别的公司"));
        Assert.Equal("repeats", held.GetProperty("heldBy").GetString());
        Assert.False(held.TryGetProperty("checkCode", out _));
    }

    /// <summary>Gives, lets something happen, and gives again under the same key: the answers are equal.</summary>
    private async Task<JsonElement> TwiceAsync(string key, object gift, Func<Task> between)
    {
        var first = (await office.Clerk.PostAsync("gifts", gift, key)).Accepted().Body;
        await between();
        Assert.Equal(first.ToString(), (await office.Clerk.PostAsync("gifts", gift, key)).Accepted().Body.ToString());
        return first;
    }

    private static Task<Answer> DecideAsync(Api by, string gift, bool unlinked = false, string? source = null,
        string decision = "cleared", string? key = null) => by.PostAsync($"screening/holds/{gift}/decision",
            new { decision, reason = "核对证件", occurredOn = City.Today, unlinked, sourceOfFunds = source }, key);

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
