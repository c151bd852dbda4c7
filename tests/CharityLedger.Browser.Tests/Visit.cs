using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CharityLedger.Browser.Tests;

/// <summary>A visitor's tab. It notes everything that a browser complains of.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];
    private readonly bool script;

    internal Visit(IBrowserContext context, IPage page, bool script)
    {
        (this.context, Page, this.script) = (context, page, script);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.RequestFailed += (_, request) => complaints.Add($"{request.Url} failed: {request.Failure}");
    }

    public IPage Page { get; }

    /// <summary>
    /// What the browser complained of: errors of scripts, breaches of the content policy, files that are missing.
    /// </summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>
    /// Follows a link, and waits until its page has come to its end. Events of a navigation aren't waited for: now and then one of
    /// them is never told. The address and what stands on the page can be looked at again.
    /// </summary>
    public Task FollowAsync(ILocator link) => FollowAsync(link, () => link.ClickAsync());

    /// <summary>The same by the keyboard, for the link that has the focus.</summary>
    public Task FollowFocusedAsync() => FollowAsync(Page.Locator("a:focus"), () => Page.Keyboard.PressAsync("Enter"));

    private async Task FollowAsync(ILocator link, Func<Task> act)
    {
        var address = new Uri(new Uri(Page.Url), await link.GetAttributeAsync("href")).ToString();
        await act();
        await Assertions.Expect(Page).ToHaveURLAsync(address, new PageAssertionsToHaveURLOptions { Timeout = 30_000 });
        await Page.Locator("footer").WaitForAsync();
    }

    /// <summary>Texts of all that a selector finds, trimmed.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string selector) =>
        [.. (await Page.Locator(selector).AllInnerTextsAsync()).Select(t => t.Trim())];

    /// <summary>The cells of a table's body, row by row; no cell spans columns.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> RowsAsync(string table)
    {
        var columns = await Page.Locator($"{table} thead th").CountAsync();
        if (columns == 0) return [];
        return [.. (await TextsAsync($"{table} tbody tr > *")).Chunk(columns)];
    }

    /// <summary>Amounts of the account line, by role.</summary>
    public async Task<Dictionary<string, long>> AccountAsync()
    {
        var account = new Dictionary<string, long>();
        foreach (var line in await Page.Locator(".statement > div").AllAsync())
            account[(await line.GetAttributeAsync("class"))!] = Money.Fen(await line.Locator(".amount")
                .InnerTextAsync());
        return account;
    }

    /// <summary>
    /// What every page owes every reader: its language, one heading, no sideways scrolling, nothing that axe holds
    /// serious.
    /// </summary>
    public async Task AssertReadableAsync(string language)
    {
        Assert.Equal(language, await Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await Page.Locator("h1").CountAsync());
        Assert.False(string.IsNullOrWhiteSpace(await Page.TitleAsync()));
        Assert.Equal(Page.ViewportSize!.Width, await WidthAsync());
        if (script)
        {
            var result = await Page.RunAxe();
            Assert.DoesNotContain(result.Violations.Select(v => $"{v.Impact}: {v.Id} {v.Nodes[0].Html}"),
                v => v.StartsWith("serious", StringComparison.Ordinal)
                    || v.StartsWith("critical", StringComparison.Ordinal));
        }

        Assert.Empty(complaints);
    }

    /// <summary>The width of the whole page; the browser tells it where script is off, too.</summary>
    private async Task<int> WidthAsync()
    {
        var browser = await context.NewCDPSessionAsync(Page);
        var metrics = (await browser.SendAsync("Page.getLayoutMetrics"))!.Value;
        await browser.DetachAsync();
        return metrics.GetProperty("cssContentSize").GetProperty("width").GetInt32();
    }

    /// <summary>Keeps a picture of the page where CHARITYLEDGER_SHOTS names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("CHARITYLEDGER_SHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(
                new PageScreenshotOptions { FullPage = true, Path = Path.Combine(folder, name + ".png") });
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}

/// <summary>Reads amounts as people do.</summary>
internal static class Money
{
    /// <summary><c>−¥1,234.50</c> is −123,450 fen; only the first line counts.</summary>
    public static long Fen(string text)
    {
        var first = text.Split('\n')[0].Trim();
        Assert.Matches(@"^−?¥\d{1,3}(,\d{3})*\.\d{2}$", first);
        var fen = long.Parse(string.Concat(first.Where(char.IsAsciiDigit)),
            System.Globalization.CultureInfo.InvariantCulture);
        return first[0] == '−' ? -fen : fen;
    }
}
