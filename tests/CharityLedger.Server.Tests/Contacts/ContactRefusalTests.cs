using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;
using static CharityLedger.Server.Tests.Contacts.Register;

namespace CharityLedger.Server.Tests.Contacts;

/// <summary>What the register of contacts refuses, and how it says so.</summary>
public sealed class ContactRefusalTests
{
    private const HttpStatusCode Wrong = HttpStatusCode.UnprocessableEntity, Conflict = HttpStatusCode.Conflict, Nowhere = HttpStatusCode.NotFound;

    [Fact]
    [Refuses(RefusalCode.ContactIdentifierTaken)]
    public async Task Who_has_anothers_number_or_name_and_phone_is_refused_with_the_others_id_also_at_once()
    {
        await using var r = await Register.OpenAsync();
        var wang = await r.AddAsync(Person("王小明", "13800001234"));
        var refused = await r.Api.PostAsync("contacts", Person("王 小明", "+86 138 0000 1234"));
        refused.Refused("contact_identifier_taken", Conflict);
        Assert.Contains(wang, refused.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        (await r.Api.PostAsync("contacts?trial=true", Person("王小明", "13800001234"))).Refused("contact_identifier_taken", Conflict);
        // The same phone, or the same name, alone says nothing.
        await r.AddAsync(Person("王小红", "13800001234"));
        await r.AddAsync(Person("王小明", "13900001234"));

        object Numbered(string name) => new { type = "person", details = new { name, number = IdentityNumber }, occurredOn = Day };
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => r.Api.PostAsync("contacts", Numbered($"张三{i}"))));
        var won = Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a != won), a => a.Refused("contact_identifier_taken", Conflict));
        (await r.Api.PostAsync($"contacts/{wang}/details", new { details = new { name = "王小明", number = IdentityNumber }, occurredOn = Day }))
            .Refused("contact_identifier_taken", Conflict);
        // Who has gone up in it may have the same.
        (await r.MergeAsync(won.Id, wang)).Accepted();
        await r.Host.FollowedAsync();
        (await r.Api.PostAsync($"contacts/{wang}/details", new { details = new { name = "王小明", number = IdentityNumber }, occurredOn = Day })).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.ContactNumberInvalid, RefusalCode.ContactDetailsInvalid, RefusalCode.TextMissing)]
    public async Task Details_that_can_not_be_such_are_refused_and_without_an_identifier_a_reason_is_asked_for()
    {
        await using var r = await Register.OpenAsync();
        async Task Refused(string code, string field, object details, string? reason = "本人到访")
        {
            var answer = await r.Api.PostAsync("contacts", new { type = "person", details, reason, occurredOn = Day });
            answer.Refused(code, Wrong);
            Assert.Equal(field, answer.Body.GetProperty("field").GetString());
        }

        await Refused("contact_number_invalid", "number", new { name = "王小明", number = "110105194912310021" });
        await Refused("contact_details_invalid", "phones", new { name = "王小明", phones = new[] { "12" } });
        await Refused("contact_details_invalid", "email", new { name = "王小明", email = "nobody" });
        await Refused("contact_details_invalid", "accounts.number", new { name = "王小明", accounts = new[] { new { number = "二" } } });
        await Refused("contact_details_invalid", "accounts.bankCode",
            new { name = "王小明", accounts = new[] { new { number = "62220000", bankCode = "1" } } });
        await Refused("contact_details_invalid", "details.accounts.id",
            new { name = "王小明", accounts = new[] { new { number = "62220000", id = "a7" } } });
        await Refused("text_missing", "name", new { name = " " });
        await Refused("text_missing", "reason", new { name = "王小明" }, null);
        await Refused("text_missing", "reason", new { name = "张*", phones = new[] { "13800001234" } }, null);
        object Smith(string? country) =>
            new { type = "person", details = new { name = "Smith" }, origin = "overseas", country, reason = "到访", occurredOn = Day };
        (await r.Api.PostAsync("contacts", Smith(null))).Refused("contact_details_invalid", Wrong);
        (await r.Api.PostAsync("contacts", Smith("NZ"))).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.ContactUnknown, RefusalCode.GiverAmbiguous, RefusalCode.ContactErased)]
    public async Task A_gift_takes_a_contact_that_is_there_and_no_donor_beside_it()
    {
        await using var r = await Register.OpenAsync();
        var wang = await r.AddAsync(Person("王小明", "13800001234"));
        foreach (var nobody in new[] { "nobody", "\0", new string('x', 300) })
            (await r.Api.PostAsync("gifts", new { amountFen = 1, channel = "bank", contact = nobody, occurredOn = Day })).Refused("contact_unknown", Nowhere);
        (await r.Api.GetAsync("contacts/nobody")).Refused("contact_unknown", Nowhere);
        (await r.Api.PostAsync("contacts/nobody/roles", new { part = "staff", occurredOn = Day })).Refused("contact_unknown", Nowhere);
        (await r.Api.PostAsync("gifts", new { amountFen = 1, channel = "bank", contact = wang, donor = new { name = "王小明" }, occurredOn = Day }))
            .Refused("giver_ambiguous", Wrong);
        await r.GiveAsync(1, wang);
        await r.Host.Database.RowsAsync($"delete from charity.donor_key where donor = '{wang}' returning donor");
        (await r.Api.PostAsync($"contacts/{wang}/details", new { details = new { name = "王小明" }, occurredOn = Day })).Refused("contact_erased", Conflict);
        (await r.LinkAsync(wang, await r.GiveAsync(1))).Refused("contact_erased", Conflict);
        Assert.False((await r.ReadAsync("contacts/" + wang)).TryGetProperty("known", out _));
    }

    [Fact]
    [Refuses(RefusalCode.ContactPartWrong, RefusalCode.GiftNotLinked, RefusalCode.GiftUnknown)]
    public async Task Parts_and_links_are_given_once_and_taken_back_where_they_are()
    {
        await using var r = await Register.OpenAsync();
        var wang = await r.AddAsync(Person("王小明", "13800001234"));
        object Part(string part) => new { part, occurredOn = Day };
        (await r.Api.PostAsync($"contacts/{wang}/roles/end", Part("staff"))).Refused("contact_part_wrong", Conflict);
        (await r.Api.PostAsync($"contacts/{wang}/roles", Part("staff"))).Accepted();
        (await r.Api.PostAsync($"contacts/{wang}/roles", Part("staff"))).Refused("contact_part_wrong", Conflict);
        Assert.Equal([wang], await r.FindAsync("part=staff"));
        (await r.Api.PostAsync($"contacts/{wang}/roles/end", Part("staff"))).Accepted();
        Assert.Empty(await r.FindAsync("part=related_party"));
        (await r.Api.GetAsync("contacts?part=nobody")).Refused("malformed_request", HttpStatusCode.BadRequest);
        var gift = await r.GiveAsync(1);
        (await r.LinkAsync(wang, gift, "nothing")).Refused("gift_unknown", Nowhere);
        (await r.LinkAsync(wang, gift, gift)).Refused("contact_details_invalid", Wrong);
        (await r.LinkAsync(wang)).Refused("contact_details_invalid", Wrong);
        (await r.UnlinkAsync(wang, gift)).Refused("gift_not_linked", Conflict);
        (await r.LinkAsync(wang, gift)).Accepted();
        (await r.UnlinkAsync(wang, gift)).Accepted();
        (await r.UnlinkAsync(wang, gift)).Refused("gift_not_linked", Conflict);
    }

    [Fact]
    [Refuses(RefusalCode.ContactMerged, RefusalCode.ContactMergeCycle, RefusalCode.ContactNotMerged)]
    public async Task Mergers_make_no_ring_also_where_they_come_at_once()
    {
        await using var r = await Register.OpenAsync();
        var c = new List<string>();
        for (var i = 0; i < 4; i++) c.Add(await r.AddAsync(Person($"王小{i}")));
        (await r.MergeAsync(c[0], c[0])).Refused("contact_merge_cycle", Conflict);
        (await r.MergeAsync(c[0], "nobody")).Refused("contact_unknown", Nowhere);
        (await r.UnmergeAsync(c[0])).Refused("contact_not_merged", Conflict);
        (await r.MergeAsync(c[0], c[1])).Accepted();
        (await r.MergeAsync(c[0], c[2])).Refused("contact_merged", Conflict);
        (await r.MergeAsync(c[1], c[2])).Accepted();
        (await r.MergeAsync(c[2], c[0])).Refused("contact_merge_cycle", Conflict);
        (await r.LinkAsync(c[0], await r.GiveAsync(1))).Refused("contact_merged", Conflict);
        Assert.Equal(c[2], (await r.ReadAsync("contacts/" + c[0])).GetProperty("root").GetString());
        (await r.UnmergeAsync(c[1])).Accepted();
        Assert.Equal(c[1], (await r.ReadAsync("contacts/" + c[0])).GetProperty("root").GetString());
        (await r.UnmergeAsync(c[0])).Accepted();
        for (var round = 0; round < 5; round++)
        {
            // All around a ring at once: one at least has to be refused.
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => r.MergeAsync(c[i], c[(i + 1) % 4])));
            Assert.Contains(answers, a => a.Code == "contact_merge_cycle");
            foreach (var (answer, i) in answers.Select((a, i) => (a, i)))
                if (answer.Status == HttpStatusCode.Created) (await r.UnmergeAsync(c[i])).Accepted();
        }
    }

    [Fact]
    [Refuses(RefusalCode.ContactSearchInvalid)]
    public async Task Contacts_are_looked_for_by_one_thing_that_is_long_enough()
    {
        await using var r = await Register.OpenAsync();
        foreach (var query in new[] { "name=王", "name=", "name=王小&phone=13800001234", "phone=13", "number=%20" })
            (await r.Api.GetAsync("contacts?" + query)).Refused("contact_search_invalid", Wrong);
    }
}
