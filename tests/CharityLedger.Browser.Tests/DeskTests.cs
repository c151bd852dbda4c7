using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CharityLedger.Browser.Tests;

/// <summary>A payment goes from its request to its execution in browsers, by two persons.</summary>
public sealed class DeskTests(PublicHost browsers) : IAsyncLifetime
{
    private const string Password = "a sentence that nobody guesses";
    private readonly string folder = Directory.CreateTempSubdirectory("charityledger-desk-").FullName;
    private TestDatabase database = null!;
    private LedgerHost host = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        host = await LedgerHost.StartAsync(new LedgerHostOptions
        {
            Port = 0, Private = true, Demo = false, Connection = database.ConnectionString, DataFolder = folder, Clock = new FakeClock(),
        }, _ => { });
        await PostAsync(Caller.Operator, "ops", "federations", new { name = "江城市慈善总会", nameEn = "Jiangcheng Charity Federation", federation = "city" });
        await PostAsync("city", "setup", "gifts", new { amountFen = 99_975, channel = "bank", occurredOn = "2026-03-01" });
        // A ledger whose positions are more than a page is long.
        for (var i = 0; i < 25; i++) await PostAsync("city", "setup", "gifts", new { amountFen = 1, channel = "bank", occurredOn = "2026-03-01" });
        await PostAsync("city", "setup", "users", new { user = "liu", roles = new[] { "administrator", "clerk", "treasurer" } });
        await PostAsync("city", "liu", "users", new { user = "zhao", roles = new[] { "approver" } });
        foreach (var user in new[] { "liu", "zhao" }) await PostAsync("city", "liu", $"users/{user}/password", new { password = Password });
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(1440, "", "zh-CN", true)]
    [InlineData(390, "/en", "en", true)]
    [InlineData(390, "", "zh-CN", false)]
    public async Task One_person_approves_at_the_desk_and_another_carries_it_out(int width, string prefix, string language, bool script)
    {
        await PostAsync("city", "liu", "payments", new { amountFen = 12_345, payee = "某医院", purpose = "物资", occurredOn = "2026-03-02" });
        await using (var zhao = await browsers.VisitAsync(width, script, host.Address))
        {
            await zhao.Page.GotoAsync($"{prefix}/f/city/desk");
            await zhao.AssertReadableAsync(language);
            await zhao.PictureAsync($"sign-in-{width}");
            await EnterAsync(zhao, "zhao", "wrong password");
            Assert.Equal(1, await zhao.Page.GetByRole(AriaRole.Alert).CountAsync());
            await zhao.AssertReadableAsync(language);
            await EnterAsync(zhao, "zhao", Password);
            Assert.Equal(0, await zhao.Page.Locator("form[action$='/execute']").CountAsync());
            await zhao.AssertReadableAsync(language);
            await zhao.PictureAsync($"desk-{width}");
            await zhao.Page.Locator("form[action$='/approve'] button").ClickAsync();
            Assert.Equal(1, await zhao.Page.GetByRole(AriaRole.Status).CountAsync());
            Assert.Equal(0, await zhao.Page.Locator("form[action$='/approve']").CountAsync());
        }

        await using var liu = await browsers.VisitAsync(width, script, host.Address);
        await liu.Page.GotoAsync($"{prefix}/f/city/sign-in");
        await EnterAsync(liu, "liu", Password);
        Assert.Equal(0, await liu.Page.Locator("form[action$='/approve']").CountAsync());
        await liu.Page.Locator("form[action$='/execute'] button").ClickAsync();
        Assert.Equal(0, await liu.Page.Locator("article.request").CountAsync());
        var paid = Assert.Single(await liu.RowsAsync("table.payments"));
        Assert.Equal(("物资", "某医院", 12_345), (paid[1], paid[2], Money.Fen(paid[3])));
        await liu.AssertReadableAsync(language);
        await liu.PictureAsync($"desk-paid-{width}");
        await liu.Page.Locator("form[action$='/sign-out'] button").ClickAsync();
        await liu.Page.GotoAsync($"{prefix}/f/city/desk");
        Assert.Equal(1, await liu.Page.Locator("#password").CountAsync());
    }

    [Theory]
    [InlineData(1440, "", "zh-CN", true)]
    [InlineData(390, "/en", "en", true)]
    [InlineData(390, "", "zh-CN", false)]
    public async Task The_accountant_finds_the_money_accounts_and_the_receipts_from_the_desk(int width, string prefix, string language, bool script)
    {
        foreach (var (code, name, kind) in new[] { ("ccb", "建设银行江城支行基本存款账户", "bank"), ("zfb", "支付宝余额", "alipay") })
        {
            await PostAsync("city", "liu", "money-accounts/" + code,
                new { name, kind, number = kind == "bank" ? "62170000 0000 1234" : null, occurredOn = "2026-03-01" });
        }

        await PostAsync("city", "liu", "receipt-books", new { year = 2026, code = "51010126", occurredOn = "2026-03-01" });
        var gift = await PostAsync("city", "liu", "gifts", new
        {
            amountFen = 23_456, channel = "alipay", donor = new { name = "江城市不具名实业有限公司", kind = "organisation" }, occurredOn = "2026-03-01",
        });
        await PostAsync("city", "liu", $"gifts/{gift}/receipts", new { occurredOn = "2026-03-02" });
        await using var visit = await browsers.VisitAsync(width, script, host.Address);
        await visit.Page.GotoAsync($"{prefix}/f/city/sign-in");
        await EnterAsync(visit, "liu", Password);
        await visit.AssertReadableAsync(language);
        await visit.Page.Locator("a[href$='/books/money-accounts']").ClickAsync();
        var accounts = (await visit.RowsAsync("table.pots")).Select(r => (r[1], Money.Fen(r[7])));
        Assert.Equal([("ccb", 100_000), ("zfb", 23_456)], accounts);
        await visit.AssertReadableAsync(language);
        await visit.PictureAsync($"money-accounts-{width}");
        await visit.Page.Locator("input[name=on]").FillAsync("2026-02-28");
        await visit.Page.Locator("form.request button").ClickAsync();
        Assert.Equal([0, 0], (await visit.RowsAsync("table.pots")).Select(r => Money.Fen(r[7])));
        await visit.Page.Locator(".crumbs a").ClickAsync();
        await visit.Page.Locator("a[href$='/books/receipts']").ClickAsync();
        var receipt = Assert.Single(await visit.RowsAsync("table.pots"));
        Assert.Equal(("2026-0000000001", gift, "liu", 23_456), (receipt[0], receipt[3], receipt[4], Money.Fen(receipt[6])));
        await visit.AssertReadableAsync(language);
        await visit.PictureAsync($"receipts-{width}");
        await visit.Page.Locator("input[name=year]").FillAsync("2025");
        await visit.Page.Locator("form.request button").ClickAsync();
        Assert.Equal(0, await visit.Page.Locator("table").CountAsync());
        await visit.AssertReadableAsync(language);
    }

    private static async Task EnterAsync(Visit visit, string user, string password)
    {
        await visit.Page.Locator("#user").FillAsync(user);
        await visit.Page.Locator("#password").FillAsync(password);
        await visit.Page.Locator(".panel button").ClickAsync();
    }

    private async Task<string?> PostAsync(string federation, string user, string path, object body)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", host.Services.GetRequiredService<ApiTokens>().Lend(new Caller(federation, user)));
        var answer = await http.PostAsJsonAsync("/api/v1/" + path, body, TestContext.Current.CancellationToken);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {said}");
        return said.Length == 0 ? null : JsonDocument.Parse(said).RootElement.GetProperty("id").GetString();
    }
}
