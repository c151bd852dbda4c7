using Microsoft.Playwright;

namespace CharityLedger.Browser.Tests;

/// <summary>Pages by the keyboard alone.</summary>
public sealed class KeyboardTests(PublicHost host)
{
    [Fact]
    public async Task The_keyboard_alone_leads_past_the_navigation_and_to_a_fund()
    {
        await using var visit = await host.VisitAsync();
        await visit.Page.GotoAsync("/");
        // A key does its work some time after it was pressed: the next one waits until what it is for has the focus.
        await PressAsync("Tab", "a:focus:text-is('跳到正文')");
        await PressAsync("Enter", "#content:target");
        await PressAsync("Tab", "a:focus:text-is('查询我的捐赠')");
        await PressAsync("Tab", "a[href*='/funds/']:focus");
        await visit.FollowFocusedAsync();
        Assert.Contains("/funds/", visit.Page.Url, StringComparison.Ordinal);

        async Task PressAsync(string key, string effect)
        {
            await visit.Page.Keyboard.PressAsync(key);
            await visit.Page.Locator(effect).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        }
    }
}
