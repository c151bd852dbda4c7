using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Importing;

/// <summary>Known rows, in whatever order they are held, decided and imported.</summary>
public sealed class HeldTests(City city) : IClassFixture<City>
{
    private const int Rows = 30;

    [Fact]
    [Refuses(RefusalCode.HeldDecided)]
    public async Task A_held_row_is_decided_once()
    {
        var (fund, _, second) = await ListsAsync();
        using var list = second;
        Assert.Equal(Rows, Number(await ImportAsync(list, fund), "held"));
        var held = await HeldAsync(list);
        var first = (await city.Api.PostAsync($"imports/held/{held[0]}/decision", new { decision = "another" }, "decide " + fund)).Accepted();
        Assert.Equal(first.Body.ToString(),
            (await city.Api.PostAsync($"imports/held/{held[0]}/decision", new { decision = "another" }, "decide " + fund)).Accepted().Body.ToString());
        (await city.Api.PostAsync($"imports/held/{held[0]}/decision", new { decision = "same" })).Refused("held_decided", HttpStatusCode.Conflict);
        Assert.Equal(Rows - 1, (await HeldAsync(list)).Count);
    }

    [Fact]
    public async Task A_row_that_became_a_further_gift_is_that_gift_whatever_the_order_says_later()
    {
        var (fund, sum, second) = await ListsAsync();
        using var list = second;
        Assert.Equal((Rows, 0), Counts(await ImportAsync(list, fund, "import")));
        Assert.Equal(2 * sum, await BalanceAsync(fund));
        foreach (var order in new[] { "hold", "skip", "import" }) Assert.Equal((0, Rows), Counts(await ImportAsync(list, fund, order)));
        Assert.Empty(await HeldAsync(list));
        Assert.Equal(2 * sum, await BalanceAsync(fund));
    }

    [Fact]
    public async Task A_row_that_was_held_and_then_imported_can_still_be_decided_and_is_one_gift()
    {
        var (fund, sum, second) = await ListsAsync();
        using var list = second;
        await ImportAsync(list, fund);
        await ImportAsync(list, fund, "import");
        foreach (var held in await HeldAsync(list))
            (await city.Api.PostAsync($"imports/held/{held}/decision", new { decision = "another" })).Accepted();
        Assert.Empty(await HeldAsync(list));
        Assert.Equal(2 * sum, await BalanceAsync(fund));
    }

    [Fact]
    public async Task One_list_imported_by_two_at_once_comes_in_once_and_is_counted_once()
    {
        var fund = await city.FundAsync();
        using var list = GeneratedList.Write(5_000, Random.Shared.Next(), "at once");
        var beside = await city.Host.ApiAsync("city", await city.Host.JoinAsync());
        var reports = await Task.WhenAll(ImportAsync(list, fund), ImportAsync(list, fund, by: beside));
        Assert.Equal(5_000 - list.Refused, reports.Sum(r => Number(r, "imported")));
        Assert.All(reports, r => Assert.Equal((5_000, list.Fen), (Number(r, "rows"), r.GetProperty("computedTotalFen").GetInt64())));
        Assert.Equal(list.Fen, await BalanceAsync(fund));
        Assert.Equal(1, await city.Host.Database.ScalarAsync<long>(
            $"select count(*) from ledger.mt_events where type = 'donation_list_imported' and data ->> 'fund' = '{fund}'"));
    }

    /// <summary>A fund with one list in it, and another list of the same rows.</summary>
    private async Task<(string Fund, long Sum, GeneratedList Second)> ListsAsync()
    {
        var fund = await city.FundAsync();
        var seed = Random.Shared.Next();
        using var first = GeneratedList.Write(Rows, seed, "first " + fund);
        Assert.Equal(Rows, Number(await ImportAsync(first, fund), "imported"));
        return (fund, first.Fen, GeneratedList.Write(Rows, seed, "second " + fund));
    }

    private async Task<JsonElement> ImportAsync(GeneratedList list, string fund, string onKnown = "hold", Api? by = null)
    {
        var last = await (by ?? city.Api).ImportAsync(list.Path, GeneratedList.Profile, $"?fund={fund}&onKnown={onKnown}");
        Assert.True(last.TryGetProperty("report", out var report), last.ToString());
        return report;
    }

    /// <summary>Ids of the rows of a list that wait.</summary>
    private async Task<List<string>> HeldAsync(GeneratedList list)
    {
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            await File.ReadAllBytesAsync(list.Path, TestContext.Current.CancellationToken)));
        var page = (await city.Api.GetAsync("imports/held")).Body;
        return [.. page.GetProperty("rows").EnumerateArray().Where(r => r.GetProperty("list").GetString() == sha)
            .Select(r => r.GetProperty("id").GetString()!)];
    }

    private Task<long> BalanceAsync(string fund) =>
        city.Host.Database.ScalarAsync<long>($"select in_total from charity.bucket where id = 'fund/{fund}'");

    private static (int Imported, int Known) Counts(JsonElement report) => (Number(report, "imported"), Number(report, "known"));

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}
