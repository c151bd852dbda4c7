using System.Net;
using System.Text.RegularExpressions;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Jobs;

/// <summary>Operators sign in, look after jobs, and see the scheduler's dashboard; nobody else does.</summary>
public sealed partial class OperatorTests : IAsyncLifetime
{
    private const string Password = "a sentence that nobody guesses", Form = "/ops/sign-in", Dashboard = "/ops/jobs";
    private TestHost host = null!;
    private Uri address = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync();
        address = (await host.JoinAsync(schedules: true)).Address;
        var file = Path.Combine(host.Folder, "password");
        await File.WriteAllTextAsync(file, Password + "\n", Ct);
        (await CommandLine.RunAsync(["operator", "add", "chen", "--file", file, .. host.CliOptions])).Done();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task An_operator_signs_in_and_runs_pauses_and_resumes_a_job()
    {
        using var browser = Browser();
        Assert.Equal(Form, (await browser.GetAsync("/ops", Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(Form, (await EnterAsync(browser, "chen", "wrong password", Form)).RequestMessage!.RequestUri!.AbsolutePath);
        var page = await EnterAsync(browser, "chen", Password, Form);
        Assert.Equal("/ops", page.RequestMessage!.RequestUri!.AbsolutePath);
        var text = await TextAsync(page);
        Assert.Contains("每夜全账核验", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/ops/job/rebuild/run", new FormUrlEncodedContent([]), Ct)).StatusCode);

        Assert.Contains("已发起", await PostAsync(browser, text, "/ops/job/rebuild/run", ("subject", "Register")), StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await browser.GetStringAsync("/en/ops", Ct)).Contains("Register</td>", StringComparison.Ordinal)
            || (await TextAsync(await browser.GetAsync("/en/ops", Ct))).Contains("· Register", StringComparison.Ordinal), "the run ends");
        Assert.Contains("chen 自", await PostAsync(browser, text, "/ops/job/rebuild/pause", ("reason", "迁移")), StringComparison.Ordinal);
        Assert.Contains("任务已暂停。", await PostAsync(browser, text, "/ops/job/rebuild/run", ("subject", "Register")), StringComparison.Ordinal);
        Assert.Contains("已恢复。", await PostAsync(browser, text, "/ops/job/rebuild/resume"), StringComparison.Ordinal);
        Assert.Contains("登录", await PostAsync(browser, text, "/ops/sign-out"), StringComparison.Ordinal);
        Assert.Equal(Form, (await browser.GetAsync("/ops", Ct)).RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task The_dashboard_is_for_operators_only_and_takes_no_post_without_its_token()
    {
        using var browser = Browser();
        Assert.Equal(Form, (await browser.GetAsync(Dashboard, Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        var home = await EnterAsync(browser, "chen", Password, Form);
        Assert.DoesNotContain("unsafe-inline", Policy(home), StringComparison.Ordinal);
        HttpResponseMessage page = null!;
        await Eventually.HoldsAsync(async () => (page = await browser.GetAsync(Dashboard + "/recurring", Ct)).StatusCode == HttpStatusCode.OK,
            "the scheduler's tables are there");
        Assert.Contains("style-src 'self' 'unsafe-inline'", Policy(page), StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", Policy(page), StringComparison.Ordinal);
        var text = "";
        await Eventually.HoldsAsync(async () => (text = await browser.GetStringAsync(Dashboard + "/recurring", Ct))
            .Contains("duty-calendar", StringComparison.Ordinal), "the schedules are there");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/en" + Dashboard, Ct)).StatusCode);
        var script = Link().Match(text).Groups[1].Value;
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(script, Ct)).StatusCode);

        var trigger = new FormUrlEncodedContent(new Dictionary<string, string> { ["jobs[]"] = "duty-calendar" });
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync(Dashboard + "/recurring/trigger", trigger, Ct)).StatusCode);
        using var meant = new HttpRequestMessage(HttpMethod.Post, Dashboard + "/recurring/trigger") { Content = trigger };
        meant.Headers.Add(Header().Match(text).Groups[1].Value, Header().Match(text).Groups[2].Value);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync(meant, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_federations_user_is_no_operator_and_an_operator_is_no_federations_user()
    {
        var setUp = await host.FederationAsync("city");
        await host.AddUserAsync(setUp, "head", "administrator");
        using var head = await host.UserAsync("city", "head");
        await head.PostAsync("users/head/password", new { password = Password });
        await host.FollowedAsync();
        using var user = Browser();
        Assert.Equal("/f/city/desk", (await EnterAsync(user, "head", Password, "/f/city/sign-in")).RequestMessage!.RequestUri!.AbsolutePath);
        foreach (var path in new[] { "/ops", Dashboard, Dashboard + "/recurring" })
            Assert.Equal(Form, (await user.GetAsync(path, Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(Form, (await EnterAsync(user, "head", Password, Form)).RequestMessage!.RequestUri!.AbsolutePath);

        using var chen = Browser();
        await EnterAsync(chen, "chen", Password, Form);
        Assert.Equal("/f/city/sign-in", (await chen.GetAsync("/f/city/desk", Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.NotFound, (await chen.GetAsync("/f/installation/desk", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await chen.GetAsync("/api/v1/jobs", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_disabled_operator_is_let_in_no_more_by_password_cookie_or_token_and_the_last_one_stays()
    {
        var file = Path.Combine(host.Folder, "password");
        (await CommandLine.RunAsync(["operator", "add", "chen", "--file", file, "--json", .. host.CliOptions])).Refused("user_exists");
        (await CommandLine.RunAsync(["operator", "disable", "chen", "--json", .. host.CliOptions])).Refused("administrator_missing");
        (await CommandLine.RunAsync(["operator", "add", "liu", "--file", file, .. host.CliOptions])).Done();
        using var browser = Browser();
        Assert.Equal("/ops", (await EnterAsync(browser, "chen", Password, Form)).RequestMessage!.RequestUri!.AbsolutePath);
        using var token = await host.UserAsync("*", "chen");
        (await token.GetAsync("jobs")).Expect(HttpStatusCode.OK);
        (await CommandLine.RunAsync(["operator", "disable", "chen", .. host.CliOptions])).Done();
        await Eventually.HoldsAsync(async () => (await browser.GetAsync("/ops", Ct)).RequestMessage!.RequestUri!.AbsolutePath == Form,
            "the roster of before is forgotten");
        await Eventually.HoldsAsync(async () => (await token.GetAsync("jobs")).Status == HttpStatusCode.Forbidden, "the token too");
        Assert.Equal(Form, (await EnterAsync(browser, "chen", Password, Form)).RequestMessage!.RequestUri!.AbsolutePath);

        await File.WriteAllTextAsync(file, Password + " anew\n", Ct);
        (await CommandLine.RunAsync(["operator", "password", "liu", "--file", file, .. host.CliOptions])).Done();
        Assert.Equal("/ops", (await EnterAsync(browser, "liu", Password + " anew", Form)).RequestMessage!.RequestUri!.AbsolutePath);
        var listed = (await CommandLine.RunAsync(["operator", "list", "--json", .. host.CliOptions])).Done().Json;
        Assert.Equal([("chen", true), ("liu", false)],
            listed.EnumerateArray().Select(o => (o.GetProperty("operator").GetString()!, o.GetProperty("disabled").GetBoolean())));
    }

    private HttpClient Browser() => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };

    private static string Policy(HttpResponseMessage page) => page.Headers.GetValues("Content-Security-Policy").Single();

    private static async Task<HttpResponseMessage> EnterAsync(HttpClient browser, string user, string password, string form)
    {
        var token = Token().Match(await browser.GetStringAsync(form, Ct)).Groups[1].Value;
        return await browser.PostAsync(form, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, ["user"] = user, ["password"] = password,
        }), Ct);
    }

    private static async Task<string> PostAsync(HttpClient browser, string page, string path, params (string Name, string Value)[] fields)
    {
        var form = fields.ToDictionary(f => f.Name, f => f.Value);
        form["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value;
        return await TextAsync(await browser.PostAsync(path, new FormUrlEncodedContent(form), Ct));
    }

    private static async Task<string> TextAsync(HttpResponseMessage page) => WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Ct));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<script src=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("name=\"csrf-header\" content=\"([^\"]+)\".*?name=\"csrf-token\" content=\"([^\"]+)\"", RegexOptions.Singleline)]
    private static partial Regex Header();
}
