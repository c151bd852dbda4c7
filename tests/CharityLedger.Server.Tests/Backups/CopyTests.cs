using System.Diagnostics;
using System.Net;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Backups;

/// <summary>A ledger that was copied by other means than a restore says so as well; one that was only moved doesn't.</summary>
public sealed class CopyTests
{
    private const string Said = "This ledger is a copy";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copied_data_folder_takes_no_token_until_it_is_switched_on_and_a_moved_one_does()
    {
        await using var folder = new ServerFolder();
        await using var vault = new Vault();
        string token;
        await using (var first = await HostProcess.StartAsync(folder.Path))
        {
            token = await folder.TokenAsync("*");
            await first.StopAsync();
        }

        var (moved, copied) = (Path.Combine(vault.Folder, "moved"), Path.Combine(vault.Folder, "copied"));
        using (var copying = Process.Start("cp", ["-a", folder.Path, copied])) await copying.WaitForExitAsync(Ct);
        Directory.Move(folder.Path, moved);
        Directory.CreateDirectory(folder.Path);

        await using (var host = await HostProcess.StartAsync(moved))
        {
            Assert.DoesNotContain(Said, host.Output, StringComparison.Ordinal);
            using var api = new Api(await host.Address, token);
            (await api.GetAsync("jobs")).Expect(HttpStatusCode.OK);
            await host.StopAsync();
        }

        await using (var host = await HostProcess.StartAsync(copied))
        {
            Assert.Contains(Said, host.Output, StringComparison.Ordinal);
            using var api = new Api(await host.Address, token);
            (await api.GetAsync("jobs")).Refused("not_allowed", HttpStatusCode.Forbidden);
            (await CommandLine.RunAsync("resume", "--data", copied)).Done();
            (await api.GetAsync("jobs")).Expect(HttpStatusCode.OK);
            await host.StopAsync();
        }

        foreach (var used in (string[])[moved, copied]) await EmbeddedPostgres.RemoveUnusedAsync(used, _ => { }, Ct);
    }

    [Fact]
    public async Task A_database_that_was_copied_takes_no_token_and_the_one_it_was_copied_from_does()
    {
        await using var original = await LedgerDatabase.CreateWithReadModelsAsync();
        var (key, token) = (Convert.ToBase64String(new byte[32]), "");
        await using (var host = await TestHost.StartOnAsync(original, key, ownsDatabase: false)) token = await host.TokenAsync("*");

        await using var copied = await TestHost.StartOnAsync(await original.CopyAsync(), key);
        await using var again = await TestHost.StartOnAsync(original, key, ownsDatabase: false);

        using var there = new Api(copied.First.Address, token);
        (await there.GetAsync("jobs")).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await there.GetAsync("jobs")).Refused("not_allowed", HttpStatusCode.Forbidden);
        using var here = new Api(again.First.Address, token);
        (await here.GetAsync("jobs")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_page_of_a_copy_says_that_it_is_one_until_it_is_switched_on()
    {
        await using var original = await LedgerDatabase.CreateWithReadModelsAsync();
        var key = Convert.ToBase64String(new byte[32]);
        await using (var host = await TestHost.StartOnAsync(original, key, ownsDatabase: false))
        {
            Assert.DoesNotContain("账本的副本", await PageAsync(host, "/"), StringComparison.Ordinal);
            await host.FederationAsync("city");
        }

        await using var copied = await TestHost.StartOnAsync(await original.CopyAsync(), key);
        foreach (var page in (string[])["/", "/f/city", "/f/city/desk", "/ops/sign-in", "/f/city/not-there"])
            Assert.Contains("账本的副本", await PageAsync(copied, page), StringComparison.Ordinal);

        (await CommandLine.RunAsync(["resume", .. copied.CliOptions])).Done();
        await Eventually.HoldsAsync(
            async () => !(await PageAsync(copied, "/ops/sign-in")).Contains("账本的副本", StringComparison.Ordinal), "pages say nothing of a copy");
    }

    private static async Task<string> PageAsync(TestHost host, string page)
    {
        using var browser = new HttpClient { BaseAddress = host.First.Address };
        using var answer = await browser.GetAsync(page, Ct);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task No_job_can_be_asked_for_in_a_copy_and_its_operators_see_why()
    {
        await using var host = await TestHost.StartAsync();
        await host.FederationAsync("city");
        await host.Database.RowsAsync("insert into charity.installation values ('copy', 'restored 2026-03-01T00:00:00Z')");

        (await CommandLine.RunAsync(["job", "run", "ledger-check", "--json", .. host.CliOptions])).Refused("job_paused");

        var file = Path.Combine(host.Folder, "password");
        await File.WriteAllTextAsync(file, "a sentence that nobody guesses\n", Ct);
        (await CommandLine.RunAsync(["operator", "add", "chen", "--file", file, .. host.CliOptions])).Done();
        var page = await OperatorPageAsync(host.First.Address);
        Assert.Contains("2026-03-01 08:00:00", page, StringComparison.Ordinal);
        Assert.Contains("ops/ledger resume", page, StringComparison.Ordinal);
    }

    private static async Task<string> OperatorPageAsync(Uri address)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false, CookieContainer = new CookieContainer() }) { BaseAddress = address };
        var form = await browser.GetStringAsync("/en/ops/sign-in", Ct);
        var field = form.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        using var entry = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = field, ["user"] = "chen", ["password"] = "a sentence that nobody guesses",
        });
        using var entered = await browser.PostAsync("/en/ops/sign-in", entry, Ct);
        return await entered.Content.ReadAsStringAsync(Ct);
    }
}
