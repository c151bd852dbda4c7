using System.Net;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>
/// A federation "city" with something of everything that a bank carries out, its partner "linhe" and people. The clock begins on
/// 2026-03-02.
/// </summary>
internal sealed class PaidTown : IAsyncDisposable
{
    public const string Trust = "relief-trust", Indicator = "fc2026";

    private static readonly string[] Approvers = ["one", "two"];
    private readonly Dictionary<string, Api> people = new(StringComparer.Ordinal);

    public FakeClock Clock { get; } = new();

    public TestHost Host { get; private set; } = null!;

    /// <summary>Keeps the partner, by a token of its setting up.</summary>
    public Api Linhe { get; private set; } = null!;

    public Api Head => people["head"];

    public Api Clerk => people["clerk"];

    public Api Treasurer => people["treasurer"];

    public string Agency { get; private set; } = "";

    public string Gift { get; private set; } = "";

    /// <summary>A refund of 40 fen that is owed.</summary>
    public string Refund { get; private set; } = "";

    public static async Task<PaidTown> StartAsync()
    {
        var town = new PaidTown();
        town.Host = await TestHost.StartAsync(town.Clock);
        using var city = await town.Host.FederationAsync("city");
        town.Linhe = await town.Host.FederationAsync("linhe", "临河市慈善总会");
        (await town.Linhe.PostAsync("alliances", new { partner = "city", agreement = "联盟1号", occurredOn = City.Today })).Accepted();
        await town.GiveAsync(city);
        await EntrustAsync(city);
        var fund = new Lottery.Fund(city, City.Today);
        await fund.IssueAsync(Indicator, 1_000, 2026);
        await fund.AllotAsync(Indicator, "a", 1_000);
        await fund.PayAsync(Indicator, "a", 1_000);
        await town.Host.AddUserAsync(city, "head", "administrator");
        town.people["head"] = await town.Host.UserAsync("city", "head");
        foreach (var (user, role) in new[] { ("clerk", "clerk"), ("treasurer", "treasurer"), ("one", "approver"), ("two", "approver") })
        {
            await town.Host.AddUserAsync(town.Head, user, role);
            town.people[user] = await town.Host.UserAsync("city", user);
        }

        return town;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in people.Values.Append(Linhe)) api.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>The names of things in a text, such as an address with <c>{gift}</c>.</summary>
    public string Named(string text) => text
        .Replace("{agency}", Agency, StringComparison.Ordinal).Replace("{gift}", Gift, StringComparison.Ordinal)
        .Replace("{refund}", Refund, StringComparison.Ordinal).Replace("{trust}", Trust, StringComparison.Ordinal)
        .Replace("{indicator}", Indicator, StringComparison.Ordinal);

    /// <summary>Asks for something.</summary>
    /// <returns>Id of the request, and how many approvals it needs.</returns>
    public async Task<(string Request, int Approvals)> AskAsync(string path, object body)
    {
        var asked = await Clerk.PostAsync(Named(path), body);
        Assert.True(asked.Status == HttpStatusCode.Accepted, $"{asked.Status}: {asked.Body}");
        return (asked.Id, asked.Body.GetProperty("approvals").GetInt32());
    }

    /// <summary>The answer to the last signature.</summary>
    public async Task<Answer> ApproveAsync((string Request, int Approvals) asked)
    {
        Answer? answer = null;
        foreach (var approver in Approvers[..asked.Approvals])
            answer = await people[approver].PostAsync($"requests/{asked.Request}/approvals", new { });
        return answer!;
    }

    /// <summary>Asks, approves and hands over.</summary>
    public async Task<string> HandOverAsync(string path, object body)
    {
        var asked = await AskAsync(path, body);
        (await ApproveAsync(asked)).Accepted();
        (await HandOverAsync(asked.Request)).Accepted();
        return asked.Request;
    }

    public Task<Answer> HandOverAsync(string request) =>
        Treasurer.PostAsync($"payment-orders/{request}/handing-over", new { occurredOn = City.Today });

    public Task<Answer> ClearAsync(string request, string paidOn, string? reference = null, long feeFen = 0) =>
        Treasurer.PostAsync($"payment-orders/{request}/clearing", new { paidOn, reference, feeFen });

    /// <summary>What is reserved, by bucket.</summary>
    public async Task<string> HeldAsync() => string.Join(", ", (await Host.Database.RowsAsync(
        "select id || ' ' || floor from charity.bucket where tenant = 'city' and floor > 0 order by id")).Select(r => (string)r[0]!));

    /// <summary>The business days of a kind of event, as <c>city 2026-04-02</c>, in order.</summary>
    public async Task<string> DaysAsync(string type) => string.Join(", ", (await Host.Database.RowsAsync(
        $"select tenant_id || ' ' || (data ->> 'occurredOn') from ledger.mt_events where type = '{type}' order by seq_id")).Select(r => (string)r[0]!));

    private async Task GiveAsync(Api city)
    {
        object giver = new { name = "远山公司", kind = "organisation" };
        (await city.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await city.PostAsync("gifts", City.Gift(1_000))).Accepted();
        Agency = (await city.PostAsync("agencies", new
        {
            amountFen = 100, channel = "bank", giver, beneficiary = new { name = "某人", kind = "person" }, purpose = "救助", occurredOn = City.Today,
        })).Accepted().Id;
        Gift = (await city.PostAsync("gifts", new { amountFen = 100, channel = "bank", donor = giver, occurredOn = City.Today })).Accepted().Id;
        Refund = (await city.PostAsync($"gifts/{Gift}/refunds",
            new { amountFen = 40, ground = "payment_error", reason = "误捐", occurredOn = City.Today, owed = true })).Accepted().Id;
    }

    private static async Task EntrustAsync(Api city)
    {
        foreach (var trust in new[] { Trust, "ended-trust" })
        {
            (await city.PostAsync("trusts", new
            {
                trust, name = "测试信托", agreement = trust, role = "trustee", purpose = "支教", scope = "乡村教师", supervisor = "某律所",
                settlors = new[] { new { name = "远山公司", kind = "organisation" } }, yearlyFeesFen = 60, occurredOn = City.Today,
            })).Accepted();
            (await city.PostAsync($"trusts/{trust}/filings", new { number = "备-" + trust, authority = "某市民政局", occurredOn = City.Today })).Accepted();
            (await city.PostAsync($"trusts/{trust}/contributions", new { amountFen = 1_000, occurredOn = City.Today })).Accepted();
        }

        (await city.PostAsync("trusts/ended-trust/termination", new { reason = "期满", occurredOn = City.Today })).Accepted();
    }
}
