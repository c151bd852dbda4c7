using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Regulation;

/// <summary>Plans of campaigns and projects as a caller writes them. The city's day is 2026-03-02.</summary>
internal static class Plans
{
    public const string Holder = "江城市慈善总会";

    public static object Campaign(
        string id, string from = "2026-03-02", string to = "2026-05-31", string kind = "public", bool emergency = false,
        string? filedOn = "2026-02-20", string holder = Holder, long cost = 0, object[]? partners = null, string name = "春日助学") => new
    {
        campaign = id, occurredOn = City.Today, filingNumber = filedOn is null ? null : "备" + id, filedOn,
        plan = new
        {
            name, kind, purpose = "资助困难学生", startsOn = from, endsOn = to, region = "江城市", responsible = "募捐部",
            address = "江城市人民路1号", ways = new[] { "银行转账" }, account = "6222000011112222", accountHolder = holder,
            beneficiaries = "困难学生", use = "助学金", expectedFen = 1_000_000, costBudgetFen = cost, surplus = "用于同类项目",
            partners = partners ?? [], emergency,
        },
    };

    /// <summary>The plan alone, without its filing.</summary>
    public static JsonElement PlanOf(object campaign) => JsonSerializer.SerializeToElement(campaign).GetProperty("plan");

    public static object Certificate(string from = "2026-01-01", string to = "2026-12-31") => new
    {
        certificate = "募证001", validFrom = from, validTo = to, authority = "江城市民政局", occurredOn = "2026-01-01",
    };

    public static object Project(string id, string due = "2026-04-30", string ends = "2026-12-31") => new
    {
        project = id, name = "营养午餐", purpose = "改善营养", region = "江城市", beneficiaries = "山区学生", responsible = "项目部",
        startsOn = "2026-03-01", endsOn = ends, occurredOn = City.Today,
        budget = new[] { new { name = "食材", amountFen = 60_000 }, new { name = "运输", amountFen = 40_000 } },
        milestones = new[] { new { id = "start", name = "签约", dueOn = "2026-03-01" }, new { id = "half", name = "过半", dueOn = due } },
    };

    public static object Terms(
        long fen, int years = 1, string kind = "named", string sponsor = "organisation", int members = 0, string? region = null) => new
    {
        kind, sponsorKind = sponsor, initialFen = fen, payYears = years, region, naming = "冠名十年", useAndPreservation = "用于助学",
        rights = "双方权利义务", endConditions = "资金用完", surplus = "转入同类基金",
        committee = Enumerable.Range(1, members).Select(i => new { name = $"委员{i}", role = "委员", appointedBy = "慈善总会" }),
    };

    /// <summary>Brings a project under way.</summary>
    public static async Task<string> BeginAsync(this Api api, string id)
    {
        (await api.PostAsync("projects", Project(id))).Accepted();
        (await api.PostAsync($"projects/{id}/evaluation",
            new { passed = true, evaluator = "第三方", opinion = "可行", occurredOn = City.Today })).Accepted();
        foreach (var stage in new[] { "ready", "under_way" })
            (await api.PostAsync($"projects/{id}/stage", new { stage, occurredOn = City.Today })).Accepted();
        return id;
    }
}
