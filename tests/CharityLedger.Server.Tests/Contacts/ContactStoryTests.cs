using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Testing;
using static CharityLedger.Server.Tests.Contacts.Register;

namespace CharityLedger.Server.Tests.Contacts;

/// <summary>The register of contacts over HTTP: who is known, how they are found, what they gave, who is one with whom.</summary>
public sealed class ContactStoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_company_is_found_by_all_that_is_known_of_it_and_after_a_change_by_what_holds_then()
    {
        await using var r = await Register.OpenAsync();
        var company = (await r.Api.PostAsync("contacts", new
        {
            type = "organisation", parts = new[] { "supplier", "donor" }, naming = "full", occurredOn = Day,
            details = new
            {
                name = "清江远山实业有限公司", number = CreditCode, phones = new[] { "027-87654321" }, email = "office@example.org",
                accounts = new object[] { new { number = "6222 0000 1111 2222", bank = "清江银行", bankCode = "102521000000" } },
            },
        })).Accepted();
        Assert.Equal($"/api/v1/contacts/{company.Id}", company.Location);
        string[] ways =
        [
            "name=清江", "name=清江远山", "name=清江 远山实业有限公司", $"number={CreditCode}", "phone=02787654321", "account=6222000011112222",
        ];
        foreach (var query in ways)
            Assert.Equal([company.Id], await r.FindAsync(query));
        foreach (var query in new[] { "name=远山", "name=清江远东", "phone=02787654322" }) Assert.Empty(await r.FindAsync(query));

        var shown = await r.ReadAsync("contacts/" + company.Id);
        Assert.Equal(["donor", "supplier"], shown.GetProperty("parts").EnumerateArray().Select(p => p.GetString()));
        var account = shown.GetProperty("known").GetProperty("accounts")[0];
        Assert.Equal(("a1", "清江远山实业有限公司"), (account.GetProperty("id").GetString(), account.GetProperty("holder").GetString()));

        (await r.Api.PostAsync($"contacts/{company.Id}/details", new
        {
            occurredOn = Day, naming = "full", reason = "更名",
            details = new
            {
                name = "清江远海集团", number = CreditCode,
                accounts = new object[] { new { number = "6222000033334444" }, new { id = "a1", number = "6222000011112222" } },
            },
        })).Accepted();
        foreach (var query in new[] { "name=清江远山", "phone=02787654321" }) Assert.Empty(await r.FindAsync(query));
        foreach (var query in new[] { "name=清江", "name=清江远海集团", $"number={CreditCode}", "account=6222000033334444" })
            Assert.Equal([company.Id], await r.FindAsync(query));
        var accounts = (await r.ReadAsync("contacts/" + company.Id)).GetProperty("known").GetProperty("accounts");
        Assert.Equal(["a2", "a1"], accounts.EnumerateArray().Select(a => a.GetProperty("id").GetString()));
        Assert.Empty((await new LedgerCheck(r.Host.Database.Source).RunAsync(ct: Ct)).Findings);
    }

    [Fact]
    public async Task A_search_is_paged_and_one_federation_sees_nothing_of_another()
    {
        await using var r = await Register.OpenAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(await r.AddAsync(Person($"王小{i}")));
        using var other = await r.Host.FederationAsync("linhe");
        (await other.PostAsync("contacts", Person("王小0", "13800000000"))).Accepted();
        var found = new List<string>();
        string? after = null;
        do
        {
            var page = await r.ReadAsync($"contacts?name=王小&limit=2&after={after}");
            found.AddRange(page.GetProperty("rows").EnumerateArray().Select(x => x.GetProperty("contact").GetString()!));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);
        Assert.Equal(ids.Order(StringComparer.Ordinal), found);
        Assert.Equal(5, (await r.FindAsync("limit=9")).Count);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("contacts/" + ids[0])).Status);
        // One name of two federations has digests that say nothing of each other.
        Assert.Equal(0L, await r.Host.Database.ScalarAsync<long>(
            "select count(*) from charity.contact_digest a join charity.contact_digest b on a.digest = b.digest and a.tenant < b.tenant"));
    }

    [Fact]
    public async Task Gifts_of_a_contact_add_up_by_years_keep_the_name_of_their_day_and_move_with_mergers()
    {
        await using var r = await Register.OpenAsync();
        var wang = await r.AddAsync(Person("王小明", "13800001234", naming: "full"));
        var again = await r.AddAsync(Person("王晓明", "13900001234"));
        var first = await r.GiveAsync(1_000, wang, day: "2025-12-31");
        var second = await r.GiveAsync(2_000, again);
        (await r.Api.PostAsync("pledges", new { amountFen = 500, form = "agreement", contact = wang, occurredOn = Day })).Accepted();
        (await r.Api.PostAsync("goods", new
        {
            kind = "goods", description = "棉被", quantity = 5, unit = "床", valueFen = 700, valuation = new { basis = "voucher", note = "发票1" },
            contact = wang, occurredOn = Day,
        })).Accepted();
        Assert.Equal([(2025, 1, 1_000), (2026, 1, 700)], Years(await r.ReadAsync("contacts/" + wang)));
        (await r.Api.PostAsync($"contacts/{wang}/details",
            new { occurredOn = Day, naming = "full", details = new { name = "王大明", phones = new[] { "13800001234" } } })).Accepted();
        var third = await r.GiveAsync(30, wang);
        var names = (await r.ReadAsync("gifts")).GetProperty("rows").EnumerateArray()
            .ToDictionary(g => g.GetProperty("gift").GetString()!, g => g.TryGetProperty("donor", out var d) ? d.GetString() : null);
        Assert.Equal(("王小明", "王大明", null), (names[first], names[third], names[second]));

        (await r.MergeAsync(again, wang)).Accepted();
        var shown = await r.ReadAsync("contacts/" + wang);
        Assert.Equal([(2025, 1, 1_000), (2026, 3, 2_730)], Years(shown));
        Assert.Empty(Years(await r.ReadAsync("contacts/" + again)));
        Assert.Equal(wang, (await r.ReadAsync("contacts/" + again)).GetProperty("root").GetString());
        (await r.Api.GetAsync($"contacts/{again}/gifts")).Refused("contact_merged", HttpStatusCode.Conflict);
        (await r.Api.PostAsync("gifts", new { amountFen = 1, channel = "bank", contact = again, occurredOn = Day }))
            .Refused("contact_merged", HttpStatusCode.Conflict);
        Assert.Equal(4, (await r.ReadAsync($"contacts/{wang}/gifts")).GetProperty("rows").GetArrayLength());
        (await r.UnmergeAsync(again)).Accepted();
        Assert.Equal([(2026, 1, 2_000)], Years(await r.ReadAsync("contacts/" + again)));
        Assert.Equal([(2025, 1, 1_000), (2026, 2, 730)], Years(await r.ReadAsync("contacts/" + wang)));
    }

    [Fact]
    public async Task A_gift_counts_once_whoever_it_is_linked_to_and_what_it_is_and_was_stays()
    {
        await using var r = await Register.OpenAsync();
        var (a, b) = (await r.AddAsync(Person("王小明")), await r.AddAsync(Person("李四")));
        var gift = await r.GiveAsync(1_000, donor: new { name = "王小明" });
        var own = await r.GiveAsync(50, a);
        var before = (await r.Host.Database.StreamAsync("city", Streams.Gift(gift))).Count;
        (await r.LinkAsync(a, gift)).Accepted();
        (await r.LinkAsync(b, gift)).Accepted();
        Assert.Equal([(2026, 1, 50)], Years(await r.ReadAsync("contacts/" + a)));
        Assert.Equal([(2026, 1, 1_000)], Years(await r.ReadAsync("contacts/" + b)));
        // The older link may be taken back; the gift stays with whom it is linked to by now.
        (await r.UnlinkAsync(a, gift)).Accepted();
        Assert.Equal([(2026, 1, 1_000)], Years(await r.ReadAsync("contacts/" + b)));
        (await r.UnlinkAsync(b, gift)).Accepted();
        Assert.Empty(Years(await r.ReadAsync("contacts/" + b)));
        // What was received of a contact and linked to another comes back to it.
        (await r.LinkAsync(b, own)).Accepted();
        Assert.Empty(Years(await r.ReadAsync("contacts/" + a)));
        (await r.UnlinkAsync(b, own)).Accepted();
        Assert.Equal([(2026, 1, 50)], Years(await r.ReadAsync("contacts/" + a)));
        Assert.Equal(before, (await r.Host.Database.StreamAsync("city", Streams.Gift(gift))).Count);
    }

    [Fact]
    public async Task Proposals_say_what_may_be_one_donors_and_nothing_comes_of_them_by_itself()
    {
        await using var r = await Register.OpenAsync();
        var known = await r.AddAsync(Person("赵六", "13700001234"));
        var (a, b, c) = (await r.GiveAsync(100, donor: new { name = "王小明", phone = "138-0000-1234" }),
            await r.GiveAsync(200, donor: new { name = "王 小明", phone = "13800001234" }), await r.GiveAsync(400, donor: new { name = "王小明" }));
        for (var i = 0; i < 2; i++)
        {
            await r.GiveAsync(1, donor: new { name = "张*", phone = "13800001234" });
            await r.GiveAsync(1, donor: new { name = "爱心人士" });
        }

        var zhao = await r.GiveAsync(7, donor: new { name = "赵六", phone = "13700001234" });
        var namesake = await r.GiveAsync(8, donor: new { name = "赵六" });
        var proposals = (await r.ReadAsync("contacts/proposals")).GetProperty("proposals").EnumerateArray().ToList();
        var told = proposals.ToDictionary(p =>
            $"{p.GetProperty("name").GetString()!.Replace(" ", "")}:{p.GetProperty("gifts").GetArrayLength()}:{p.GetProperty("amountFen").GetInt64()}");
        Assert.Equal(["王小明:2:300", "王小明:3:700", "赵六:1:7", "赵六:2:15"], told.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(known, told["赵六:1:7"].GetProperty("contact").GetString());
        Assert.Equal(known, told["赵六:2:15"].GetProperty("namesakes")[0].GetString());
        Assert.False(told["王小明:3:700"].TryGetProperty("contact", out _));
        (await r.LinkAsync(known, zhao, namesake)).Accepted();
        var wang = await r.AddAsync(Person("王小明", "13800001234"));
        (await r.LinkAsync(wang, a, b, c)).Accepted();
        Assert.Empty((await r.ReadAsync("contacts/proposals")).GetProperty("proposals").EnumerateArray());
    }

    [Fact]
    public async Task Old_gifts_are_grouped_by_a_job_once_and_what_a_person_decided_stays()
    {
        await using var r = await Register.OpenAsync();
        var decided = await r.AddAsync(Person("李四"));
        var gifts = new List<string>();
        for (var i = 0; i < 3; i++) gifts.Add(await r.GiveAsync(100 + i, donor: new { name = "王小明", phone = "13800001234" }));
        var unlinked = await r.GiveAsync(9, donor: new { name = "王小明", phone = "13800001234" });
        (await r.LinkAsync(decided, unlinked)).Accepted();
        (await r.UnlinkAsync(decided, unlinked)).Accepted();
        await r.GiveAsync(5, donor: new { name = "远山公司", kind = "organisation", creditCode = CreditCode });
        await r.GiveAsync(6, donor: new { name = "远山公司（更名前）", kind = "organisation", creditCode = CreditCode });
        await r.GiveAsync(7, donor: new { name = "只有名字" });
        await r.GiveAsync(8, donor: new { name = "张*", phone = "13800001234" });
        using var operate = await r.Host.ApiAsync("*");
        for (var run = 1; run <= 2; run++)
        {
            var asked = (await operate.PostAsync("jobs/contacts/runs", new { })).Accepted().Id;
            JsonElement ended = default;
            await Eventually.HoldsAsync(async () => (ended = (await operate.GetAsync("jobs/contacts/runs")).Body.EnumerateArray()
                .FirstOrDefault(x => x.GetProperty("run").GetString() == asked)).ValueKind == JsonValueKind.Object, "the job ends");
            Assert.False(ended.TryGetProperty("error", out _), ended.ToString());
            var figures = ended.GetProperty("figures").EnumerateArray().Select(f => f.GetProperty("value").GetInt64());
            Assert.Equal(run == 1 ? [8, 2, 5] : [8, 0, 0], figures);
        }

        await r.Host.FollowedAsync();
        var wang = Assert.Single(await r.FindAsync("name=王小明"));
        Assert.Equal([(2026, 3, 303)], Years(await r.ReadAsync("contacts/" + wang)));
        var company = Assert.Single(await r.FindAsync($"number={CreditCode}"));
        Assert.Equal([(2026, 2, 11)], Years(await r.ReadAsync("contacts/" + company)));
        var links = (await r.Host.Database.StreamAsync("city", Streams.Contact(wang))).Select(e => e.Event).OfType<GiftsLinked>();
        Assert.Equal(gifts, Assert.Single(links).Gifts);
        Assert.Empty((await new LedgerCheck(r.Host.Database.Source).RunAsync(ct: Ct)).Findings);
    }

    [Fact]
    public async Task An_auditor_reads_masked_names_and_a_repeat_gets_its_first_answer()
    {
        await using var r = await Register.OpenAsync();
        var body = new
        {
            type = "person", occurredOn = Day, details = new
            {
                name = "王小明", number = IdentityNumber, phones = new[] { "13800001234" }, email = "wang@example.org",
                accounts = new[] { new { number = "6222000011112222", holder = "王小明" } },
            },
        };
        var first = (await r.Api.PostAsync("contacts", body, "k")).Accepted();
        Assert.Equal((first.Id, first.Position), ((await r.Api.PostAsync("contacts", body, "k")).Accepted().Id, first.Position));
        await r.Host.AddUserAsync(r.Api, "clerk", "administrator", "clerk");
        await r.Host.AddUserAsync(r.Api, "auditor", "auditor");
        using var auditor = await r.Host.UserAsync("city", "auditor");
        var seen = (await auditor.GetAsync("contacts/" + first.Id)).Expect(HttpStatusCode.OK).Body;
        Assert.True(seen.GetProperty("masked").GetBoolean());
        foreach (var text in new[] { "王小明", IdentityNumber, "13800001234", "wang@example.org", "6222000011112222" })
        {
            Assert.DoesNotContain(text, seen.ToString(), StringComparison.Ordinal);
            Assert.Contains(text, (await r.ReadAsync("contacts/" + first.Id)).ToString(), StringComparison.Ordinal);
        }

        Assert.Equal("王*明", seen.GetProperty("known").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_service_and_a_held_gift_are_a_contacts_too()
    {
        await using var r = await Register.OpenAsync();
        var contact = await r.AddAsync(Person("坏先生", "13800001234"));
        (await r.Api.PostAsync("services", new
        {
            description = "义诊", quantity = 1, unit = "次", valueFen = 300, valuation = new { basis = "voucher", note = "发票1" }, purpose = "助医",
            recipient = "居民", contact, occurredOn = Day,
        })).Accepted();
        (await r.Api.PostAsync("screening/lists", new { list = "blocked", source = "公告", names = new[] { "坏先生" }, occurredOn = Day })).Accepted();
        var held = (await r.Api.PostAsync("gifts", new { amountFen = 100, channel = "bank", contact, occurredOn = Day })).Accepted();
        Assert.Equal("blocked", held.Body.GetProperty("heldBy").GetString());
        Assert.Equal([(2026, 1, 300)], Years(await r.ReadAsync("contacts/" + contact)));
        (await r.Api.PostAsync($"screening/holds/{held.Id}/decision", new { decision = "cleared", reason = "同名", occurredOn = Day })).Accepted();
        Assert.Equal([(2026, 2, 400)], Years(await r.ReadAsync("contacts/" + contact)));
    }
}
