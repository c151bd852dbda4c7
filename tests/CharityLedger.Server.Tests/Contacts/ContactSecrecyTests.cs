using System.Net;
using System.Text;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using static CharityLedger.Server.Tests.Contacts.Register;

namespace CharityLedger.Server.Tests.Contacts;

/// <summary>What is known of contacts stands nowhere in clear, and nothing public says which gifts are of one contact.</summary>
public sealed class ContactSecrecyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_table_of_the_database_has_a_personal_field_in_clear()
    {
        await using var r = await Register.OpenAsync();
        string[] secrets =
        [
            "欧阳金丝雀", "欧阳金", IdentityNumber, "13812340001", "138-1234-0001", "canary@example.org", "6222999988887777", "欧阳户名",
            "金丝雀银行支行", "102521777777", "登记的理由是秘密", "变更的理由是秘密", "关联的理由是秘密", "取消的理由是秘密", "合并的理由是秘密",
            "撤销的理由是秘密",
        ];
        object details = new
        {
            name = secrets[0], number = IdentityNumber, phones = new[] { secrets[4] }, email = secrets[5],
            accounts = new[] { new { number = secrets[6], holder = secrets[7], bank = secrets[8], bankCode = secrets[9] } },
        };
        var canary = await r.AddAsync(new { type = "person", details, reason = secrets[10], occurredOn = Day });
        (await r.Api.PostAsync($"contacts/{canary}/details", new { details, reason = secrets[11], occurredOn = Day })).Accepted();
        var other = await r.AddAsync(Person("别人"));
        var gift = await r.GiveAsync(1, canary);
        var loose = await r.GiveAsync(1, donor: new { name = secrets[0], phone = secrets[3] });
        (await r.Api.PostAsync($"contacts/{canary}/links", new { gifts = new[] { loose }, reason = secrets[12], occurredOn = Day })).Accepted();
        (await r.Api.PostAsync($"contacts/{canary}/links/end", new { gifts = new[] { loose }, reason = secrets[13], occurredOn = Day })).Accepted();
        (await r.Api.PostAsync($"contacts/{canary}/merger", new { into = other, reason = secrets[14], occurredOn = Day })).Accepted();
        (await r.Api.PostAsync($"contacts/{canary}/merger/end", new { reason = secrets[15], occurredOn = Day })).Accepted();
        await r.FindAsync("name=" + secrets[1]);
        (await r.Api.PostAsync("contacts?trial=true", new { type = "person", details = new { name = secrets[0] }, reason = secrets[10], occurredOn = Day }))
            .Expect(HttpStatusCode.OK);
        await r.Host.FollowedAsync();
        var dump = await DumpAsync(r.Host);
        Assert.Contains(canary, dump, StringComparison.Ordinal);
        Assert.Contains(gift, dump, StringComparison.Ordinal);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, dump, StringComparison.OrdinalIgnoreCase);
            // Bytes are shown in hex.
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), dump, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_public_names_a_contact_and_a_code_opens_its_own_gift_alone()
    {
        await using var r = await Register.OpenAsync();
        (await r.Api.PostAsync("funds", City.Fund("relief"))).Accepted();
        var contact = await r.AddAsync(Person("王小明", "13800001234", naming: "masked"));
        var gifts = new List<Answer>();
        for (var i = 0; i < 2; i++)
        {
            gifts.Add((await r.Api.PostAsync("gifts", new { amountFen = 4_321 + i, channel = "bank", fund = "relief", contact, occurredOn = Day })).Accepted());
        }

        (await r.Api.PostAsync("payments", new { amountFen = 100, payee = "某医院", purpose = "物资", fund = "relief", occurredOn = Day })).Accepted();
        await r.Host.FollowedAsync();
        using var http = new HttpClient { BaseAddress = r.Host.First.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["number"] = gifts[0].Id, ["code"] = gifts[0].Body.GetProperty("checkCode").GetString()!,
        });
        var story = await (await http.PostAsync("/f/city/gift", form, Ct)).Content.ReadAsStringAsync(Ct);
        Assert.Contains("43.21", story, StringComparison.Ordinal);
        Assert.DoesNotContain("43.22", story, StringComparison.Ordinal);
        Assert.DoesNotContain(gifts[1].Id, story, StringComparison.Ordinal);
        var texts = new List<string> { story };
        foreach (var page in new[] { "/f/city", "/f/city/funds/relief", "/f/city/funds/relief?lang=en", "/", "/openapi/v1.json" })
            texts.Add(await http.GetStringAsync(page, Ct));
        foreach (var read in new[] { "gifts", "gifts/" + gifts[0].Id, $"gifts/{gifts[0].Id}/trace", "books/vouchers?month=2026-03", "balances" })
            texts.Add((await r.ReadAsync(read)).ToString());
        Assert.All(texts, t => Assert.DoesNotContain(contact, t, StringComparison.Ordinal));
        Assert.Contains("王*明", string.Concat(texts.Select(WebUtility.HtmlDecode)), StringComparison.Ordinal);
    }

    private static async Task<string> DumpAsync(TestHost host)
    {
        var dump = new StringBuilder();
        var tables = await host.Database.RowsAsync("""
            select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
            """);
        foreach (var table in tables)
            foreach (var row in await host.Database.RowsAsync($"select t::text from {table[0]} t")) dump.AppendLine((string?)row[0]);
        return dump.ToString();
    }
}
