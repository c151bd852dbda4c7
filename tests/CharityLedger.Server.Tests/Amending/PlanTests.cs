using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Server.Tests.Regulation;

namespace CharityLedger.Server.Tests.Amending;

/// <summary>Campaigns and projects are amended over HTTP, and gifts, milestones and lists go by the version of their day. The clock stands at
/// 2026-03-02.</summary>
public sealed class PlanTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    private readonly Office office = new();

    public ValueTask InitializeAsync() => office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    [Refuses(RefusalCode.CampaignNotOpen, RefusalCode.CertificateInvalid, RefusalCode.FilingTooLate, RefusalCode.AmendmentEmpty)]
    public async Task A_campaign_is_extended_from_a_day_on_under_a_filing_and_gifts_go_by_the_plan_of_their_day()
    {
        var paper = await office.SendAsync("变更备案表");
        (await office.Head.PostAsync("fundraising-certificates", Plans.Certificate())).Accepted();
        (await office.Clerk.PostAsync("campaigns", Plans.Campaign("spring", from: "2026-01-15", to: "2026-02-15", filedOn: "2026-01-02"))).Accepted();
        (await GiveAsync("2026-02-16")).Refused("campaign_not_open", Unprocessable);
        (await AmendAsync(_ => { })).Refused("amendment_empty", Unprocessable);
        (await AmendAsync(p => p["endsOn"] = "2027-01-01")).Refused("certificate_invalid", Unprocessable);
        (await AmendAsync(p => p["endsOn"] = "2026-03-31", filing: null)).Refused("filing_too_late", Unprocessable);
        (await AmendAsync(p => p["startsOn"] = "2026-01-14")).Refused("period_invalid", Unprocessable);
        (await AmendAsync(p => p["kind"] = "directed")).Refused("campaign_banned", Unprocessable);
        // What is over is not extended.
        (await AmendAsync(p => p["endsOn"] = "2026-03-31", from: "2026-02-16")).Refused("campaign_not_open", Unprocessable);
        (await AmendAsync(p => p["endsOn"] = "2026-03-31")).Accepted();
        (await GiveAsync("2026-02-16")).Accepted();
        // From March on it runs three days only.
        (await AmendAsync(p => (p["endsOn"], p["name"]) = ("2026-03-01", "春日助学（收尾）"), from: "2026-03-01", filing: "变2")).Accepted();
        (await GiveAsync("2026-02-28")).Accepted();
        (await GiveAsync("2026-03-01")).Accepted();
        (await GiveAsync("2026-03-02")).Refused("campaign_not_open", Unprocessable);

        var line = (await office.Auditor.GetAsync($"campaigns?min-position={await LastAsync()}")).Body.EnumerateArray().Single();
        Assert.Equal("春日助学（收尾）", line.GetProperty("plan").GetProperty("name").GetString());
        Assert.Equal(["2026-02-15", "2026-03-31", "2026-03-01"], line.GetProperty("versions").EnumerateArray()
            .Select(v => v.GetProperty("value").GetProperty("endsOn").GetString()));
        Assert.Equal(["变1", "变2"], line.GetProperty("amendments").EnumerateArray().Select(a => a.GetProperty("filingNumber").GetString()));
        var duties = (await office.Auditor.GetAsync("duties")).Body.EnumerateArray().ToList();
        Assert.Equal("2026-06-01", duties.Single(d => d.GetProperty("id").GetString() == "fundraising.final_account/spring").GetProperty("dueOn").GetString());
        Assert.Equal("met", duties.Single(d => d.GetProperty("id").GetString() == "fundraising.change_filing/spring/变1").GetProperty("status").GetString());

        (await office.Treasurer.PostAsync("campaigns/spring/closing", new { ground = "as_planned", treatment = "按方案", occurredOn = City.Today })).Accepted();
        (await AmendAsync(p => p["endsOn"] = "2026-04-30", from: "2026-03-01")).Refused("campaign_not_open", Unprocessable);
        await Books.CheckAsync(office.Host.Database.ConnectionString);

        async Task<Hosts.Answer> AmendAsync(Action<JsonNode> change, string from = "2026-02-10", string? filing = "变1")
        {
            var plan = JsonSerializer.SerializeToNode(Plans.PlanOf(Plans.Campaign("spring", from: "2026-01-15", to: "2026-02-15")))!;
            change(plan);
            return await office.Clerk.PostAsync("campaigns/spring/amendments", new
            {
                plan, effectiveFrom = from, reason = "延期", paper, occurredOn = City.Today, filingNumber = filing,
                filedOn = filing is null ? null : "2026-02-12",
            });
        }

        Task<Hosts.Answer> GiveAsync(string on) => office.Clerk.PostAsync("gifts",
            new { amountFen = 1_00, channel = "bank", campaign = "spring", occurredOn = on });
    }

    [Fact]
    [Refuses(RefusalCode.MilestoneIsReached, RefusalCode.MilestoneUnknown)]
    public async Task A_projects_budget_content_and_term_change_with_another_persons_approval_and_by_day()
    {
        var paper = await office.SendAsync("项目变更申请");
        (await office.Clerk.PostAsync("projects", Plans.Project("lunch"))).Accepted();
        (await office.Approver.PostAsync("projects/lunch/evaluation",
            new { passed = true, evaluator = "第三方", opinion = "可行", occurredOn = City.Today })).Accepted();
        foreach (var stage in new[] { "ready", "under_way" })
            (await office.Clerk.PostAsync("projects/lunch/stage", new { stage, occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("projects/lunch/milestones/start/reached", new { evidence = "合同", occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("projects/lunch/milestones/third/reached", new { evidence = "验收单", occurredOn = City.Today }))
            .Refused("milestone_unknown", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync("projects/lunch/amendments", Amendment(new { milestones = Array.Empty<object>() }, City.Today, paper)))
            .Refused("milestone_is_reached", HttpStatusCode.Conflict);

        object change = new
        {
            endsOn = "2027-06-30", budget = new[] { new { name = "食材", amountFen = 90_000 } },
            milestones = new[] { new { id = "start", name = "签约", dueOn = "2026-03-01" }, new { id = "third", name = "验收", dueOn = "2027-05-31" } },
        };
        var asked = await office.AskAsync("projects/lunch/amendments", Amendment(change, City.Today, paper));
        (await office.Clerk.PostAsync($"requests/{asked}/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        (await office.Approver.PostAsync($"requests/{asked}/approvals", new { })).Accepted();
        (await office.Clerk.PostAsync($"requests/{asked}/execution", new { })).Accepted();
        // What is agreed for a day that lies ahead holds then.
        var later = await office.AskAsync("projects/lunch/amendments", Amendment(new { name = "营养午餐二期" }, "2026-06-01", paper));
        (await office.Approver.PostAsync($"requests/{later}/approvals", new { })).Accepted();
        (await office.Clerk.PostAsync($"requests/{later}/execution", new { })).Accepted();

        var line = (await office.Auditor.GetAsync($"projects?min-position={await LastAsync()}")).Body.EnumerateArray().Single();
        Assert.Equal((90_000, "营养午餐", "2027-06-30"), (line.GetProperty("budgetFen").GetInt64(), line.GetProperty("proposal").GetProperty("name").GetString(),
            line.GetProperty("proposal").GetProperty("endsOn").GetString()));
        Assert.Equal(["2026-03-01", City.Today, "2026-06-01"], line.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("from").GetString()));
        var amended = await office.Host.Database.ScalarAsync<string>(
            "select data::text from ledger.mt_events where type = 'project_amended' order by seq_id limit 1");
        Assert.Equal(60_000, JsonNode.Parse(amended)!["old"]!["budget"]![0]!["amountFen"]!.GetValue<long>());
        (await office.Clerk.PostAsync("projects/lunch/milestones/third/reached", new { evidence = "验收单", occurredOn = City.Today })).Accepted();
        Assert.Contains((await office.Auditor.GetAsync("duties?until=2027-12-31")).Body.EnumerateArray(),
            d => d.GetProperty("id").GetString() == "project.final_account/lunch" && d.GetProperty("dueOn").GetString() == "2027-09-30");
    }

    private static object Amendment(object change, string from, string paper) =>
        new { change, effectiveFrom = from, reason = "理事会决议", paper, occurredOn = City.Today };

    private Task<long> LastAsync() => office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
}
