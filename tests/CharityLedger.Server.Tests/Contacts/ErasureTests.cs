using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Refusing;
using static CharityLedger.Server.Tests.Contacts.Register;

namespace CharityLedger.Server.Tests.Contacts;

/// <summary>Keys are destroyed by two persons, or when nothing asks to keep them; what remains is told, and every check still holds.</summary>
public sealed class ErasureTests(Office office) : IClassFixture<Office>
{
    private const string Name = "欧阳金丝雀", Phone = "13812340001", Account = "6222999988887777";
    private const HttpStatusCode Conflict = HttpStatusCode.Conflict;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Refuses(RefusalCode.RetentionRunning, RefusalCode.ContactMerged, RefusalCode.ContactNotRestricted, RefusalCode.ContactErased)]
    public async Task Who_is_erased_stands_nowhere_and_traces_and_checks_are_what_they_were()
    {
        var contact = (await office.Clerk.PostAsync("contacts", new
        {
            type = "person", naming = "full", reason = "登记" + Name, occurredOn = Day,
            details = new
            {
                name = Name, number = IdentityNumber, phones = new[] { Phone }, accounts = new[] { new { number = Account, holder = Name } },
            },
        })).Accepted().Id;
        var twin = await AddAsync("别处的人");
        var own = await GiveAsync(new { amountFen = 4_321, channel = "bank", fund = "relief", contact, occurredOn = Day });
        var loose = await GiveAsync(new
        {
            amountFen = 33, channel = "bank", fund = "relief", donor = new { name = Name, phone = Phone, naming = "full" }, occurredOn = Day,
        });
        var strange = await GiveAsync(new
        {
            amountFen = 44, channel = "bank", fund = "relief", donor = new { name = "别的人", naming = "full" }, occurredOn = Day,
        });
        (await office.Clerk.PostAsync($"contacts/{contact}/links", new { gifts = new[] { loose }, reason = "核实" + Name, occurredOn = Day })).Accepted();
        (await office.Clerk.PostAsync($"contacts/{twin}/merger", new { into = contact, reason = "同一人", occurredOn = Day })).Accepted();
        await office.Host.FollowedAsync();
        var traces = new[] { await TraceAsync(own), await TraceAsync(loose) };

        var ordered = new { ground = "ordered", reason = "法院裁定", occurredOn = Day };
        (await office.Clerk.PostAsync($"contacts/{contact}/erasure", ordered)).Refused("contact_not_restricted", Conflict);
        (await office.Clerk.PostAsync($"contacts/{contact}/restriction", new { requestedAs = Name + "来信", occurredOn = Day })).Accepted();
        (await office.Clerk.PostAsync($"contacts/{contact}/erasure", ordered)).Refused("contact_merged", Conflict);
        (await office.Clerk.PostAsync($"contacts/{twin}/erasure", ordered)).Refused("contact_merged", Conflict);
        (await office.Clerk.PostAsync($"contacts/{twin}/merger/end", new { reason = "并非", occurredOn = Day })).Accepted();
        var early = await office.Clerk.PostAsync($"contacts/{contact}/erasure", new { ground = "retention_over", reason = "期满", occurredOn = Day });
        early.Refused("retention_running", Conflict);
        Assert.Contains("2056-12-31", early.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        (await office.Auditor.GetAsync($"contacts/{contact}/erasure")).Refused("not_found", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync($"contacts/{contact}/erasure?trial=true", ordered)).Expect(HttpStatusCode.OK);
        Assert.Equal(1L, await office.Host.Database.ScalarAsync<long>($"select count(*) from charity.donor_key where donor = '{contact}'"));
        (await office.DoAsAsync(office.Clerk, $"contacts/{contact}/erasure", ordered)).Accepted();
        await office.Host.FollowedAsync();

        var dump = await DumpAsync();
        Assert.Contains(contact, dump, StringComparison.Ordinal);
        foreach (var secret in new[] { Name, Phone, IdentityNumber, Account })
        {
            Assert.DoesNotContain(secret, dump, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), dump, StringComparison.Ordinal);
        }

        var keys = (await office.Host.Database.RowsAsync(
            $"select donor from charity.donor_key where donor in ('{contact}', '{loose}', '{strange}', '{twin}')")).Select(k => (string)k[0]!);
        Assert.Equal(new[] { strange, twin }.Order(), keys.Order());
        Assert.Equal(0L, await office.Host.Database.ScalarAsync<long>(
            $"select count(*) from charity.contact_digest where contact = '{contact}'"));
        Assert.Equal(traces, new[] { await TraceAsync(own), await TraceAsync(loose) });
        Assert.Equal("别的人", (await office.Clerk.GetAsync("gifts/" + strange)).Body.GetProperty("donor").GetString());
        await Books.CheckAsync(office.Host.Database.ConnectionString);
        Assert.Empty((await new LedgerCheck(office.Host.Database.Source).RunAsync(ct: Ct)).Findings);

        foreach (var (path, body) in new (string, object)[]
        {
            ("gifts", new { amountFen = 1, channel = "bank", contact, occurredOn = Day }),
            ($"contacts/{contact}/restriction", new { requestedAs = "来信", occurredOn = Day }),
            ($"contacts/{contact}/restriction/end", new { reason = "撤回", occurredOn = Day }),
            ($"contacts/{contact}/erasure", ordered), ($"contacts/{contact}/merger", new { into = twin, reason = "同", occurredOn = Day }),
        })
        {
            (await office.Clerk.PostAsync(path, body)).Refused("contact_erased", Conflict);
        }

        var certificate = await CertificateAsync(contact);
        Assert.Equal(("ordered", "法院裁定", "clerk", 2, 0), (certificate.GetProperty("ground").GetString(),
            certificate.GetProperty("reason").GetString(), certificate.GetProperty("by").GetString(),
            certificate.GetProperty("giftsWithoutName").GetInt32(), certificate.GetProperty("mentions").GetInt32()));
        Assert.Equal(["approver"], certificate.GetProperty("approvedBy").EnumerateArray().Select(a => a.GetString()));
    }

    [Fact]
    public async Task The_certificate_names_every_event_that_still_tells_who_it_was()
    {
        const string name = "司徒留痕";
        var contact = await AddAsync(name);
        (await office.DoAsync("payments", new
        {
            amountFen = 100, payee = name, purpose = "救助" + name, kind = "programme", fund = "relief", occurredOn = City.Today,
        })).Accepted();
        (await office.Clerk.PostAsync($"contacts/{contact}/restriction", new { requestedAs = "来信", occurredOn = Day })).Accepted();
        (await office.DoAsAsync(office.Clerk, $"contacts/{contact}/erasure",
            new { ground = "unlawful", reason = "未经同意登记", occurredOn = Day })).Accepted();
        var certificate = await CertificateAsync(contact);
        var told = certificate.GetProperty("remains").EnumerateArray().Select(m => m.GetProperty("position").GetInt64()).ToList();
        var there = (await office.Host.Database.RowsAsync($"select seq_id from ledger.mt_events where data::text like '%{name}%' order by 1"))
            .Select(r => (long)r[0]!).ToList();
        Assert.Equal(there, told);
        Assert.Equal(there.Count, certificate.GetProperty("mentions").GetInt32());
        Assert.Contains("action_requested", certificate.GetProperty("remains").EnumerateArray().Select(m => m.GetProperty("type").GetString()));
        Assert.True(there.Count >= 2, $"Only {there.Count} events name the payee.");
    }

    [Fact]
    public async Task Once_the_last_term_has_run_out_nothing_more_is_asked_for()
    {
        var (old, later, paid) = (await AddAsync("古一"), await AddAsync("古二"), await AddAsync("古三"));
        object Pay() => new
        {
            amountFen = 100, payee = "某人", purpose = "救助", kind = "programme", fund = "relief", to = new { contact = paid }, occurredOn = City.Today,
        };
        await GiveAsync(new { amountFen = 5, channel = "bank", contact = old, occurredOn = "1995-12-31" });
        await GiveAsync(new { amountFen = 5, channel = "bank", contact = later, occurredOn = "1996-01-01" });
        var over = new { ground = "retention_over", reason = "期满", occurredOn = Day };
        await office.AskAsync("payments", Pay());
        foreach (var contact in new[] { old, later, paid })
            (await office.Clerk.PostAsync($"contacts/{contact}/restriction", new { requestedAs = "来信", occurredOn = Day })).Accepted();
        (await office.Clerk.PostAsync($"contacts/{later}/erasure", over)).Refused("retention_running", Conflict);
        // What was asked to be paid is dealt with today, and nothing new goes to who asked to be forgotten.
        (await office.Clerk.PostAsync($"contacts/{paid}/erasure", over)).Refused("retention_running", Conflict);
        (await office.Clerk.PostAsync("payments", Pay())).Refused("contact_restricted", Conflict);
        (await office.DoAsAsync(office.Clerk, $"contacts/{old}/erasure", over)).Accepted();
        Assert.Equal("retention_over", (await CertificateAsync(old)).GetProperty("ground").GetString());
        var asked = await office.Clerk.PostAsync($"contacts/{later}/erasure", new { ground = "ordered", reason = "裁定", occurredOn = Day });
        Assert.Equal((HttpStatusCode.Accepted, 1), (asked.Status, asked.Body.GetProperty("approvals").GetInt32()));
    }

    [Fact]
    [Refuses(RefusalCode.PaperExists, RefusalCode.EvidenceInvalid, RefusalCode.NotFound)]
    public async Task A_paper_is_kept_as_a_redacted_copy_and_its_original_is_gone()
    {
        var contact = await AddAsync("诸葛附件");
        var gift = await GiveAsync(new { amountFen = 5, channel = "bank", contact, occurredOn = Day });
        var (original, copy) = (await office.SendAsync("诸葛附件的身份证"), await office.SendAsync("某某的身份证"));
        var of = $"papers/gift-{gift}";
        var paper = (await office.Clerk.PostAsync(of, new
        {
            kind = "agreement", sha256 = original, name = "协议.pdf", mediaType = "application/pdf", occurredOn = City.Today,
        })).Accepted().Id;
        (await office.Clerk.PostAsync($"contacts/{contact}/restriction", new { requestedAs = "来信", occurredOn = Day })).Accepted();
        (await office.DoAsAsync(office.Clerk, $"contacts/{contact}/erasure", new { ground = "ordered", reason = "裁定", occurredOn = Day })).Accepted();
        await office.Host.FollowedAsync();
        var remaining = Assert.Single((await CertificateAsync(contact)).GetProperty("papers").EnumerateArray());
        Assert.Equal((original, true, false), (remaining.GetProperty("sha256").GetString(), remaining.GetProperty("isThere").GetBoolean(),
            remaining.TryGetProperty("redactedSha256", out _)));

        object Redaction(string sha256) => new { sha256, reason = "遮盖姓名", occurredOn = City.Today };
        (await office.Clerk.PostAsync($"{of}/files/none/redaction", Redaction(copy))).Refused("not_found", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync($"{of}/files/{paper}/redaction", Redaction(original))).Refused("paper_exists", Conflict);
        (await office.Clerk.PostAsync($"{of}/files/{paper}/redaction", Redaction(new string('0', 64))))
            .Refused("evidence_invalid", HttpStatusCode.UnprocessableEntity);
        (await office.Clerk.PostAsync($"{of}/files/{paper}/redaction?trial=true", Redaction(copy))).Expect(HttpStatusCode.OK);
        (await office.Auditor.GetAsync("evidence/" + original)).Expect(HttpStatusCode.OK);
        (await office.Clerk.PostAsync($"{of}/files/{paper}/redaction", Redaction(copy), "r")).Accepted();
        (await office.Clerk.PostAsync($"{of}/files/{paper}/redaction", Redaction(copy), "r")).Accepted();
        Assert.Equal(HttpStatusCode.NotFound, (await office.Auditor.GetAsync("evidence/" + original)).Status);
        (await office.Auditor.GetAsync("evidence/" + copy)).Expect(HttpStatusCode.OK);
        var listed = Assert.Single((await office.Auditor.GetAsync(of)).Expect(HttpStatusCode.OK).Body.EnumerateArray());
        Assert.Equal((original, copy), (listed.GetProperty("sha256").GetString(), listed.GetProperty("redactedSha256").GetString()));
        remaining = Assert.Single((await CertificateAsync(contact)).GetProperty("papers").EnumerateArray());
        Assert.Equal((false, copy), (remaining.GetProperty("isThere").GetBoolean(), remaining.GetProperty("redactedSha256").GetString()));
    }

    private async Task<JsonElement> CertificateAsync(string contact) =>
        (await office.Auditor.GetAsync($"contacts/{contact}/erasure")).Expect(HttpStatusCode.OK).Body;

    private async Task<string> AddAsync(string name) => (await office.Clerk.PostAsync("contacts", Person(name, naming: "full"))).Accepted().Id;

    private async Task<string> GiveAsync(object gift) => (await office.Clerk.PostAsync("gifts", gift)).Accepted().Id;

    /// <summary>A gift's trace, but for up to where of the log it was read.</summary>
    private async Task<string> TraceAsync(string gift)
    {
        var trace = JsonObject.Create((await office.Auditor.GetAsync($"gifts/{gift}/trace")).Expect(HttpStatusCode.OK).Body)!;
        Assert.True(trace.Remove("position"));
        return trace.ToJsonString();
    }

    private async Task<string> DumpAsync()
    {
        var dump = new StringBuilder();
        foreach (var table in await office.Host.Database.RowsAsync("""
            select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
            """))
        {
            foreach (var row in await office.Host.Database.RowsAsync($"select t::text from {table[0]} t")) dump.AppendLine((string?)row[0]);
        }

        return dump.ToString();
    }
}
