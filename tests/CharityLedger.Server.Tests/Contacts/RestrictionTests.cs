using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using static CharityLedger.Server.Tests.Contacts.Register;

namespace CharityLedger.Server.Tests.Contacts;

/// <summary>Who asks to be forgotten is shown nowhere from that moment on, and nothing new names it.</summary>
public sealed class RestrictionTests(Office office) : IClassFixture<Office>
{
    private const HttpStatusCode Conflict = HttpStatusCode.Conflict;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Refuses(RefusalCode.ContactRestricted, RefusalCode.ContactNotRestricted)]
    public async Task A_request_to_be_forgotten_hides_the_person_and_all_gifts_until_two_persons_lift_it()
    {
        var (wang, again) = (await AddAsync("王限制", "13811110001"), await AddAsync("王限制制", "13811110002"));
        var (gift, merged) = (await GiveAsync(wang), await GiveAsync(again));
        var loose = await GiveAsync(donor: new { name = "王限制", naming = "full", phone = "13811110003" });
        var strange = await GiveAsync(donor: new { name = "别的人", naming = "full" });
        var pledge = (await office.Clerk.PostAsync("pledges",
            new { amountFen = 500, form = "agreement", contact = wang, occurredOn = Day })).Accepted().Id;
        (await office.Clerk.PostAsync($"contacts/{wang}/links", new { gifts = new[] { loose }, reason = "核实", occurredOn = Day })).Accepted();
        (await office.Clerk.PostAsync($"contacts/{again}/merger", new { into = wang, reason = "同一人", occurredOn = Day })).Accepted();
        await office.Host.FollowedAsync();
        Assert.Equal(["王限制", "王限制制", "王限制", "别的人"], await NamesAsync(gift, merged, loose, strange));
        Assert.Contains("王限制", await PageAsync(), StringComparison.Ordinal);

        await RefusedWhileFreeAsync(wang);
        var request = new { requestedAs = "本人书面要求秘密", occurredOn = Day };
        (await office.Clerk.PostAsync($"contacts/{wang}/restriction?trial=true", request)).Expect(HttpStatusCode.OK);
        Assert.Equal("王限制", (await NamesAsync(gift))[0]);
        var first = (await office.Clerk.PostAsync($"contacts/{wang}/restriction", request, "once")).Accepted();
        Assert.Equal(first.Body.GetProperty("position").GetInt64(),
            (await office.Clerk.PostAsync($"contacts/{wang}/restriction", request, "once")).Accepted().Body.GetProperty("position").GetInt64());
        // At once, on every host, also before the read models follow.
        Assert.Equal([null, null, null, "别的人"], await NamesAsync(gift, merged, loose, strange));
        var page = await PageAsync();
        Assert.DoesNotContain("王限制", page, StringComparison.Ordinal);
        Assert.Contains("别的人", page, StringComparison.Ordinal);
        await office.Host.FollowedAsync();
        await ShownNowhereAsync(wang, again);
        await NamedNowhereAsync(wang, again, loose, strange, pledge);
        Assert.Empty((await new LedgerCheck(office.Host.Database.Source).RunAsync(ct: Ct)).Findings);

        var lifting = new { reason = "本人书面撤回", occurredOn = Day };
        (await office.DoAsAsync(office.Clerk, $"contacts/{wang}/restriction/end", lifting)).Accepted();
        await office.Host.FollowedAsync();
        Assert.Equal(["王限制", "王限制制", "王限制"], await NamesAsync(gift, merged, loose));
        Assert.Equal([wang], await FindAsync("phone=13811110001"));
        Assert.Equal([again], await FindAsync("phone=13811110002"));
        (await office.Clerk.PostAsync("gifts", new { amountFen = 1, channel = "bank", contact = wang, occurredOn = Day })).Accepted();
        Assert.Empty((await new LedgerCheck(office.Host.Database.Source).RunAsync(ct: Ct)).Findings);
    }

    [Fact]
    public async Task The_check_sees_a_key_that_lies_otherwise_than_the_log_says()
    {
        var (a, b) = (await AddAsync("李检查"), await AddAsync("李检验"));
        foreach (var contact in new[] { a, b })
            (await office.Clerk.PostAsync($"contacts/{contact}/restriction", new { requestedAs = "来信", occurredOn = Day })).Accepted();
        await office.Host.Database.RowsAsync($"delete from charity.restricted_key where donor = '{a}' returning donor");
        var finding = Assert.Single((await new LedgerCheck(office.Host.Database.Source).RunAsync(ct: Ct)).Findings);
        Assert.Equal((Streams.Contact(a), "the contact is restricted, and its key opens"), (finding.Subject, finding.Message));
        await office.Host.Database.RowsAsync($"insert into charity.restricted_key values ('city', '{a}') returning donor");
        Assert.Empty((await new LedgerCheck(office.Host.Database.Source).RunAsync(ct: Ct)).Findings);
    }

    [Fact]
    public async Task Gifts_that_arrive_while_a_contact_is_restricted_are_refused_or_came_before()
    {
        var contact = await AddAsync("张同时");
        var given = Enumerable.Range(0, 8).Select(_ => office.Clerk.PostAsync("gifts",
            new { amountFen = 5, channel = "bank", contact, occurredOn = Day })).ToList();
        var restricted = office.Clerk.PostAsync($"contacts/{contact}/restriction", new { requestedAs = "来信", occurredOn = Day });
        var answers = await Task.WhenAll(given);
        (await restricted).Accepted();
        foreach (var answer in answers.Where(a => a.Status != HttpStatusCode.Created)) answer.Refused("contact_restricted", Conflict);
        var position = await office.Host.Database.ScalarAsync<long>(
            $"select seq_id from ledger.mt_events where type = 'contact_restricted' and stream_id = 'contact-{contact}'");
        Assert.Equal(0L, await office.Host.Database.ScalarAsync<long>(
            $"select count(*) from ledger.mt_events where type = 'gift_received' and data->'donor'->>'id' = '{contact}' and seq_id > {position}"));
    }

    [Fact]
    public async Task What_is_merged_or_linked_at_the_same_moment_is_restricted_too_or_refused()
    {
        for (var round = 0; round < 6; round++)
        {
            var root = await AddAsync("同刻根");
            var (others, gifts) = (new List<string>(), new List<string>());
            for (var i = 0; i < 3; i++)
            {
                others.Add(await AddAsync("同刻支"));
                gifts.Add(await GiveAsync(donor: new { name = "同刻支", naming = "full" }));
            }

            var restricting = office.Clerk.PostAsync($"contacts/{root}/restriction", new { requestedAs = "来信", occurredOn = Day });
            // They arrive while it is being decided.
            var joined = await Task.WhenAll(others.Select((o, i) => AfterAsync(i,
                () => office.Clerk.PostAsync($"contacts/{o}/merger", new { into = root, reason = "同一人", occurredOn = Day })))
                .Concat(gifts.Select((g, i) => AfterAsync(i,
                    () => office.Clerk.PostAsync($"contacts/{root}/links", new { gifts = new[] { g }, reason = "核实", occurredOn = Day })))));
            (await restricting).Accepted();
            var marked = (await office.Host.Database.RowsAsync("select donor from charity.restricted_key")).Select(k => (string)k[0]!).ToHashSet();
            foreach (var (name, answer) in others.Concat(gifts).Zip(joined))
            {
                if (answer.Status == HttpStatusCode.Created) Assert.Contains(name, marked);
                else answer.Refused("contact_restricted", Conflict);
                Assert.Equal(answer.Status == HttpStatusCode.Created, marked.Contains(name));
            }
        }

        Assert.Empty((await new LedgerCheck(office.Host.Database.Source).RunAsync(ct: Ct)).Findings);

        static async Task<Answer> AfterAsync(int turn, Func<Task<Answer>> ask)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(3 * turn), Ct);
            return await ask();
        }
    }

    private async Task RefusedWhileFreeAsync(string contact)
    {
        (await office.Clerk.PostAsync($"contacts/{contact}/restriction/end", new { reason = "无", occurredOn = Day }))
            .Refused("contact_not_restricted", Conflict);
        (await office.Clerk.PostAsync($"contacts/{contact}/restriction", new { requestedAs = "", occurredOn = Day }))
            .Refused("text_missing", HttpStatusCode.UnprocessableEntity);
        (await office.Clerk.PostAsync("contacts/none/restriction", new { requestedAs = "来信", occurredOn = Day }))
            .Refused("contact_unknown", HttpStatusCode.NotFound);
    }

    private async Task ShownNowhereAsync(params string[] contacts)
    {
        Assert.Empty((await FindAsync("limit=500")).Intersect(contacts));
        foreach (var query in new[] { "name=王限制", "name=王限制制", "phone=13811110001", "phone=13811110002" })
            Assert.Empty(await FindAsync(query));
        var proposals = (await office.Clerk.GetAsync("contacts/proposals")).Expect(HttpStatusCode.OK).Body.ToString();
        Assert.DoesNotContain("王限制", proposals, StringComparison.Ordinal);
        foreach (var contact in contacts)
        {
            (await office.Clerk.GetAsync("contacts/" + contact)).Refused("contact_restricted", Conflict);
            (await office.Clerk.GetAsync($"contacts/{contact}?reason=看看")).Refused("contact_restricted", Conflict);
            (await office.Clerk.GetAsync($"contacts/{contact}/gifts")).Refused("contact_restricted", Conflict);
            (await office.Auditor.GetAsync("contacts/" + contact)).Refused("contact_restricted", Conflict);
        }

        const string opened = "select count(*) from ledger.mt_events where type = 'contact_opened'";
        Assert.Equal(0L, await office.Host.Database.ScalarAsync<long>(opened));
        var shown = (await office.Auditor.GetAsync($"contacts/{contacts[0]}?reason={Uri.EscapeDataString("年度审计抽查秘密")}"))
            .Expect(HttpStatusCode.OK).Body;
        Assert.Equal(("restricted", "王限制", "13811110001"), (shown.GetProperty("standing").GetString(),
            shown.GetProperty("known").GetProperty("name").GetString(), shown.GetProperty("known").GetProperty("phones")[0].GetString()));
        Assert.Equal(1L, await office.Host.Database.ScalarAsync<long>(opened + " and data->>'by' = 'auditor'"));
        Assert.Equal(0L, await office.Host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where data::text like '%秘密%'"));
    }

    private async Task NamedNowhereAsync(string contact, string kin, string gift, string strange, string pledge)
    {
        foreach (var named in new[] { contact, kin })
        {
            foreach (var (path, body) in new (string, object)[]
            {
                ("gifts", new { amountFen = 1, channel = "bank", contact = named, occurredOn = Day }),
                ("pledges", new { amountFen = 1, form = "agreement", contact = named, occurredOn = Day }),
                ($"contacts/{named}/details", new { details = new { name = "新名" }, occurredOn = Day }),
                ($"contacts/{named}/roles", new { part = "supplier", occurredOn = Day }),
                ($"contacts/{named}/links", new { gifts = new[] { strange }, reason = "核实", occurredOn = Day }),
                ($"contacts/{named}/restriction", new { requestedAs = "来信", occurredOn = Day }),
            })
            {
                (await office.Clerk.PostAsync(path, body)).Refused("contact_restricted", Conflict);
            }
        }

        (await office.Clerk.PostAsync("gifts", new { amountFen = 500, channel = "bank", pledge, occurredOn = Day }))
            .Refused("contact_restricted", Conflict);
        var other = await AddAsync("赵其他");
        (await office.Clerk.PostAsync($"contacts/{other}/merger", new { into = contact, reason = "同一人", occurredOn = Day }))
            .Refused("contact_restricted", Conflict);
        (await office.Clerk.PostAsync($"contacts/{other}/links", new { gifts = new[] { gift }, reason = "核实", occurredOn = Day }))
            .Refused("contact_restricted", Conflict);
    }

    private async Task<string> AddAsync(string name, string? phone = null) =>
        (await office.Clerk.PostAsync("contacts", Person(name, phone, naming: "full"))).Accepted().Id;

    private async Task<string> GiveAsync(string? contact = null, object? donor = null) => (await office.Clerk.PostAsync("gifts",
        new { amountFen = 4_321, channel = "bank", fund = "relief", contact, donor, occurredOn = Day })).Accepted().Id;

    private async Task<List<string?>> NamesAsync(params string[] gifts)
    {
        var names = new List<string?>();
        foreach (var gift in gifts)
        {
            var shown = (await office.Clerk.GetAsync("gifts/" + gift)).Expect(HttpStatusCode.OK).Body;
            names.Add(shown.TryGetProperty("donor", out var donor) && donor.ValueKind == JsonValueKind.String ? donor.GetString() : null);
        }

        return names;
    }

    private async Task<List<string>> FindAsync(string query) =>
    [
        .. (await office.Clerk.GetAsync("contacts?" + query)).Expect(HttpStatusCode.OK).Body.GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("contact").GetString()!),
    ];

    private async Task<string> PageAsync()
    {
        using var http = new HttpClient { BaseAddress = office.Host.First.Address };
        return WebUtility.HtmlDecode(await http.GetStringAsync(new Uri("/f/city/funds/relief", UriKind.Relative), Ct));
    }
}
