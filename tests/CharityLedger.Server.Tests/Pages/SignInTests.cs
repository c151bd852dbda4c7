using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Pages.Console;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Pages;

/// <summary>The sign-in page and the desk behind it, as a browser without script sees them.</summary>
public sealed partial class SignInTests : IAsyncLifetime
{
    private const string Password = "a sentence that nobody guesses", Form = "/f/city/sign-in", DeskPage = "/f/city/desk";
    private readonly FakeClock clock = new();
    private TestHost host = null!;
    private Api head = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync(clock);
        var setUp = await host.FederationAsync("city");
        (await setUp.PostAsync("gifts", City.Gift(1_000))).Accepted();
        await host.AddUserAsync(setUp, "head", "administrator", "clerk", "treasurer");
        head = await host.UserAsync("city", "head");
        await host.AddUserAsync(head, "zhao", "approver");
        foreach (var user in new[] { "head", "zhao" })
            Assert.Equal(HttpStatusCode.NoContent, (await head.PostAsync($"users/{user}/password", new { password = Password })).Status);
    }

    public async ValueTask DisposeAsync()
    {
        head.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_shown_the_form_and_a_wrong_password_tells_nothing()
    {
        using var browser = Browser();
        Assert.EndsWith(Form, (await browser.GetAsync(DeskPage, Ct)).RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        Assert.EndsWith("/en" + Form, (await browser.GetAsync("/en" + DeskPage, Ct)).RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/f/nowhere/sign-in", Ct)).StatusCode);
        var answers = new List<string>();
        foreach (var (user, password) in new[]
        {
            ("head", "wrong password"), ("nobody", Password), ("", Password), ("head", Password + "x"), ("'; drop table", ""),
        })
        {
            var page = await EnterAsync(browser, user, password);
            Assert.Equal(Form, page.RequestMessage!.RequestUri!.AbsolutePath);
            answers.Add(Token().Replace(await TextAsync(page), ""));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("用户名与密码不相符。", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_signs_in_works_at_the_desk_until_signing_out()
    {
        using var browser = Browser();
        var desk = await EnterAsync(browser, "zhao", Password);
        Assert.Equal(DeskPage, desk.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("当前用户：zhao", await TextAsync(desk), StringComparison.Ordinal);
        Assert.True(desk.Headers.CacheControl!.NoStore);
        var asked = (await head.PostAsync("payments", City.Payment(100))).Expect(HttpStatusCode.Accepted);
        var page = await TextAsync(await browser.GetAsync($"{DeskPage}?at={asked.Position}", Ct));
        Assert.Contains("某医院", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">执行<", page, StringComparison.Ordinal);

        // Neither the API nor another federation's desk takes the cookie, and a form without its token is nobody's.
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/balances", Ct)).StatusCode);
        await host.FederationAsync("other");
        Assert.Equal("/f/other/sign-in", (await browser.GetAsync("/f/other/desk", Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        var step = $"{DeskPage}/{asked.Id}/approve";
        var reason = new FormUrlEncodedContent(new Dictionary<string, string> { ["reason"] = "无" });
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(step, reason, Ct)).StatusCode);
        Assert.Contains("已批准。", await PostAsync(browser, page, step), StringComparison.Ordinal);
        Assert.Contains("须由另一人办理。", await PostAsync(browser, page, step), StringComparison.Ordinal);
        Assert.Contains("您的岗位无权办理。", await PostAsync(browser, page, $"{DeskPage}/{asked.Id}/execute"), StringComparison.Ordinal);

        Assert.Contains("登录", await PostAsync(browser, page, "/f/city/sign-out"), StringComparison.Ordinal);
        Assert.Equal(Form, (await browser.GetAsync(DeskPage, Ct)).RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    [Refuses(RefusalCode.ActionUnknown)]
    public async Task A_request_for_an_action_that_this_version_lacks_is_shown_and_can_only_be_rejected()
    {
        var core = host.First.Services.GetRequiredService<LedgerCore>();
        var input = JsonSerializer.SerializeToElement(new { amountFen = 100 });
        var asked = new ActionRequested("old", "an_action_of_before", null, input, 100, [], 1, "head", new DateOnly(2026, 3, 2));
        var position = Assert.IsType<AppendResult.Appended>(await core.AppendAsync(new AppendCommand(
            "city", "head", "old", [1], [new StreamWrite(Streams.Request("old"), ExpectedVersion.NoStream, [NewEvent.Of(asked)])]), Ct)).Last;
        using var browser = Browser();
        await EnterAsync(browser, "zhao", Password);
        var page = await TextAsync(await browser.GetAsync($"{DeskPage}?at={position}", Ct));
        Assert.Contains("an_action_of_before", page, StringComparison.Ordinal);
        using var zhao = await host.UserAsync("city", "zhao");
        (await zhao.PostAsync("requests/old/approvals", new { })).Refused("action_unknown", HttpStatusCode.UnprocessableEntity);
        (await head.PostAsync("requests/old/execution", new { })).Refused("action_unknown", HttpStatusCode.UnprocessableEntity);
        (await zhao.PostAsync("requests/old/rejections", new { reason = "旧版本" })).Accepted();
    }

    [Fact]
    public async Task A_new_password_or_a_disabled_user_ends_what_was_signed_in_before()
    {
        using var first = Browser();
        using var second = Browser();
        await EnterAsync(first, "zhao", Password);
        await head.PostAsync("users/zhao/password", new { password = Password + " anew" });
        Assert.Equal(Form, (await first.GetAsync(DeskPage, Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        await EnterAsync(second, "zhao", Password + " anew");
        Assert.Equal(DeskPage, (await second.GetAsync(DeskPage, Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        (await head.PostAsync("users/zhao/disabling", new { })).Accepted();
        Assert.Equal(Form, (await second.GetAsync(DeskPage, Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(Form, (await EnterAsync(second, "zhao", Password + " anew")).RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Who_guesses_passwords_waits_longer_each_time_and_makes_nobody_else_wait()
    {
        using var browser = Browser();
        for (var i = 0; i < GuessLimit.Free; i++)
            Assert.Equal(HttpStatusCode.OK, (await EnterAsync(browser, "zhao", $"wrong password {i}")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await EnterAsync(browser, "zhao", Password)).StatusCode);
        // Another user here, and the same user elsewhere.
        Assert.Equal(DeskPage, (await EnterAsync(browser, "head", Password)).RequestMessage!.RequestUri!.AbsolutePath);
        using var elsewhere = Browser();
        elsewhere.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        Assert.Equal(DeskPage, (await EnterAsync(elsewhere, "zhao", Password)).RequestMessage!.RequestUri!.AbsolutePath);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(DeskPage, (await EnterAsync(browser, "zhao", Password)).RequestMessage!.RequestUri!.AbsolutePath);
        var last = HttpStatusCode.OK;
        for (var i = 0; i < SignIn.AttemptsPerMinute; i++) last = (await EnterAsync(browser, $"guess-{i}", Password)).StatusCode;
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task Of_many_guesses_at_once_only_the_free_ones_are_checked()
    {
        using var browser = Browser();
        var token = Token().Match(await browser.GetStringAsync(Form, Ct)).Groups[1].Value;
        var answers = await Task.WhenAll(Enumerable.Range(0, SignIn.AttemptsPerMinute).Select(i =>
            browser.PostAsync(Form, new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token, ["user"] = "zhao", ["password"] = $"wrong password {i}",
            }), Ct)));
        Assert.Equal(GuessLimit.Free, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public void A_guess_counts_from_its_beginning_and_waits_double_up_to_five_minutes()
    {
        var (limit, user) = (new GuessLimit(clock), new Caller("city", "zhao"));
        Assert.Equal(GuessLimit.Free, Enumerable.Range(0, 120).Count(_ => limit.TryBegin(user, "a")));
        for (var i = 0; i < GuessLimit.Free; i++) limit.End(user, "a", isRight: false);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds - 0.5));
            Assert.False(limit.TryBegin(user, "a"));
            clock.Advance(TimeSpan.FromSeconds(0.5));
            Assert.True(limit.TryBegin(user, "a"));
            Assert.False(limit.TryBegin(user, "a"));
            limit.End(user, "a", isRight: false);
        }

        clock.Advance(GuessLimit.Longest);
        Assert.True(limit.TryBegin(user, "a"));
        limit.End(user, "a", isRight: true);
        Assert.Equal(GuessLimit.Free, Enumerable.Range(0, 120).Count(_ => limit.TryBegin(user, "a")));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_signs_in_nobody_after_its_session_was_signed_out_and_other_sessions_go_on()
    {
        var cookies = new CookieContainer();
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false, CookieContainer = cookies }) { BaseAddress = host.First.Address };
        using var other = Browser();
        var desk = await TextAsync(await EnterAsync(browser, "head", Password));
        await EnterAsync(other, "head", Password);
        var kept = cookies.GetCookieHeader(host.First.Address);
        await PostAsync(browser, desk, "/f/city/sign-out");

        using var thief = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = host.First.Address };
        thief.DefaultRequestHeaders.Add("Cookie", kept);
        Assert.Equal(Form, (await thief.GetAsync(DeskPage, Ct)).RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(DeskPage, (await other.GetAsync(DeskPage, Ct)).RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Whoever_signed_in_at_one_host_is_known_to_another_whose_data_folder_is_elsewhere()
    {
        var elsewhere = Directory.CreateTempSubdirectory("charityledger-elsewhere-");
        File.Copy(Path.Combine(host.Folder, "master.key"), Path.Combine(elsewhere.FullName, "master.key"));
        var others = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.JoinAsync(new FakeClock(), dataFolder: elsewhere.FullName)));
        using var browser = Browser();
        var desk = await TextAsync(await EnterAsync(browser, "head", Password));
        foreach (var other in others)
        {
            // A browser's cookies are those of the name of the host, whatever its port.
            var page = await TextAsync(await browser.GetAsync(new Uri(other.Address, DeskPage), Ct));
            Assert.Contains("当前用户：head", page, StringComparison.Ordinal);
        }

        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = Token().Match(desk).Groups[1].Value });
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(new Uri(others[0].Address, "/f/city/sign-out"), form, Ct)).StatusCode);
        Assert.Equal(1, await host.Database.ScalarAsync<long>("select count(*) from charity.form_key"));
        Assert.Equal(0, await host.Database.ScalarAsync<long>(
            "select count(*) from charity.form_key where position('<key' in encode(sealed, 'escape')) > 0"));
        Assert.False(Directory.Exists(Path.Combine(host.Folder, "form-keys")));
        elsewhere.Delete(recursive: true);
    }

    [Fact]
    public async Task The_cookie_is_for_no_script_and_no_other_site()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = host.First.Address };
        var answer = await EnterAsync(http, "head", Password);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("charityledger.user=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/;", cookie, StringComparison.OrdinalIgnoreCase);
    }

    private HttpClient Browser() => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host.First.Address };

    private static async Task<HttpResponseMessage> EnterAsync(HttpClient browser, string user, string password)
    {
        var token = Token().Match(await browser.GetStringAsync(Form, Ct)).Groups[1].Value;
        return await browser.PostAsync(Form, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, ["user"] = user, ["password"] = password,
        }), Ct);
    }

    private static async Task<string> PostAsync(HttpClient browser, string page, string path)
    {
        var answer = await browser.PostAsync(path, new FormUrlEncodedContent(
            new Dictionary<string, string> { ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value }), Ct);
        return await TextAsync(answer);
    }

    private static async Task<string> TextAsync(HttpResponseMessage page) =>
        WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Ct));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
