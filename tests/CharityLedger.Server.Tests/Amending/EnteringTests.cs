using System.Text.Json;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Importing;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Amending;

/// <summary>Every way into a fund whose agreement was amended. The clock stands at 2026-03-02.</summary>
public sealed class EnteringTests : IAsyncLifetime
{
    private const string Pot = "fund/care+purpose=养老";

    private readonly Office office = new();

    public ValueTask InitializeAsync() => office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task Whatever_enters_a_fund_lies_under_the_purpose_of_its_day_unless_something_else_binds_it()
    {
        await BeginAsync(new { purpose = "养老" }, "2026-02-10");
        (await office.Clerk.PostAsync("gifts", new { amountFen = 1, channel = "bank", fund = "care", purpose = "书本", occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("goods", new
        {
            kind = "goods", description = "轮椅", quantity = 1, unit = "台", valuation = new { basis = "voucher", note = "发票" }, valueFen = 1_000,
            fund = "care", occurredOn = City.Today,
        })).Accepted();
        (await office.Clerk.PostAsync("incomes", new { kind = "interest", amountFen = 20, fund = "care", note = "活期利息", occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("incomes", new { kind = "interest", amountFen = 7, fund = "care", note = "活期利息", occurredOn = "2026-02-09" })).Accepted();
        (await office.DoAsync("allocations", new { amountFen = 300, purpose = "补充", fund = "care", occurredOn = City.Today })).Accepted();
        (await office.DoAsync("funds/relief/transfers", new
        {
            to = "care", amountFen = 4_000, purpose = "划拨", ground = "agreement", reference = "协议", occurredOn = City.Today,
        })).Accepted();
        (await office.DoAsync("use-changes", new
        {
            amountFen = 50_000, from = new { fund = "relief" }, to = new { fund = "care" }, ground = "plan_filing", reference = "备案",
            groundOn = "2026-02-20", reason = "改变", occurredOn = City.Today,
        })).Accepted();
        Assert.Equal([("fund/care", 7), ("fund/care+purpose=书本", 1), (Pot, 54_320)], (await BalancesAsync()).Where(b => !b.Item1!.Contains("asset")));
        Assert.Contains(await BalancesAsync(), b => b.Item1!.StartsWith(Pot + "+asset=", StringComparison.Ordinal) && b.Item2 == 1_000);
        // From there it is set aside for a project under the same purpose.
        (await office.Clerk.PostAsync("projects", Regulation.Plans.Project("home"))).Accepted();
        (await office.DoAsync("allocations", new
        {
            amountFen = 320, purpose = "立项", fund = "care", project = "home", restriction = "养老", occurredOn = City.Today,
        })).Accepted();
        Assert.Contains(("fund/care+project=home+purpose=养老", 320), await BalancesAsync());
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    /// <summary>A list is imported while the fee is amended: each row has the fee that stood where it is in the log.</summary>
    [Fact]
    public async Task A_list_that_is_imported_meanwhile_has_the_fees_that_stood_when_its_rows_were_appended()
    {
        await BeginAsync(new { managementFeeBasisPoints = 100 }, "2020-01-15");
        using var list = GeneratedList.Write(8_000, 11, "fees");
        var before = await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var importing = office.Clerk.ImportAsync(list.Path, GeneratedList.Profile, "?fund=care", _ => begun.TrySetResult());
        await Task.WhenAny(begun.Task, importing);
        // The chunks that follow were decided on the fee of before.
        (await AmendAsync(new { managementFeeBasisPoints = 700 }, "2020-01-15")).Accepted();
        var report = await importing;
        Assert.Equal(8_000 - list.Refused, report.GetProperty("report").GetProperty("imported").GetInt32());
        var (fee, fees, rows) = (100L, new HashSet<long>(), 0);
        foreach (var stored in (await office.Host.Database.LogAsync()).Where(e => e.Position > before))
        {
            var data = JsonSerializer.Deserialize<JsonElement>(stored.Data.Span);
            if (stored.Type == "fund_amended") fee = data.GetProperty("new").GetProperty("managementFeeBasisPoints").GetInt64();
            if (stored.Type != "gift_received") continue;
            var taken = data.GetProperty("parts").EnumerateArray().Skip(1).Sum(p => p.GetProperty("amountFen").GetInt64());
            Assert.Equal(data.GetProperty("amountFen").GetInt64() * fee / 10_000, taken);
            fees.Add(fee);
            rows++;
        }

        Assert.Equal(8_000 - list.Refused, rows);
        Assert.True(fees.Count > 1, "Nothing was amended while the list was imported.");
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    private async Task BeginAsync(object change, string from)
    {
        (await office.Clerk.PostAsync("funds", City.Fund("care", date: "2020-01-01"))).Accepted();
        (await AmendAsync(change, from)).Accepted();
    }

    private async Task<Hosts.Answer> AmendAsync(object change, string from)
    {
        var paper = await office.SendAsync("补充协议");
        return await office.Clerk.PostAsync("funds/care/amendments",
            new { change, effectiveFrom = from, reason = "双方协商", paper, occurredOn = City.Today });
    }

    private async Task<List<(string?, long)>> BalancesAsync()
    {
        var last = await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        return [.. (await office.Auditor.GetAsync($"balances?min-position={last}")).Body.EnumerateArray()
            .Where(b => b.GetProperty("bucket").GetString()!.StartsWith("fund/care", StringComparison.Ordinal))
            .Select(b => (b.GetProperty("bucket").GetString(), b.GetProperty("balanceFen").GetInt64()))];
    }
}
