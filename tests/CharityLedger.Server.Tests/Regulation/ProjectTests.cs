using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Regulation;

/// <summary>The project library over HTTP. The clock stands at 2026-03-02.</summary>
public sealed class ProjectTests(City city) : IClassFixture<City>
{
    [Fact]
    [Refuses(RefusalCode.ProjectExists, RefusalCode.ProjectUnknown, RefusalCode.ProjectStageWrong, RefusalCode.MilestoneUnknown,
        RefusalCode.MilestoneIsReached)]
    public async Task A_project_goes_its_way_step_by_step()
    {
        var step = new { stage = "ready", occurredOn = City.Today };
        var passed = new { passed = true, evaluator = "评审会", opinion = "可行", occurredOn = City.Today };
        await city.RefusesAsync("project_unknown", "projects/none/stage", step, HttpStatusCode.NotFound);
        await city.RefusesAsync("period_invalid", "projects", Plans.Project("lunch", ends: "2026-02-01"));
        (await city.Api.PostAsync("projects", Plans.Project("lunch"))).Accepted();
        await city.RefusesAsync("project_exists", "projects", Plans.Project("lunch"), HttpStatusCode.Conflict);
        await city.RefusesAsync("project_stage_wrong", "projects/lunch/stage", step, HttpStatusCode.Conflict);
        (await city.Api.PostAsync("projects/lunch/evaluation", passed)).Accepted();
        await city.RefusesAsync("project_stage_wrong", "projects/lunch/evaluation", passed, HttpStatusCode.Conflict);
        (await city.Api.PostAsync("projects/lunch/stage", step)).Accepted();
        await city.RefusesAsync("project_stage_wrong", "projects/lunch/stage",
            new { stage = "closed", occurredOn = City.Today }, HttpStatusCode.Conflict);
        await city.RefusesAsync("project_stage_wrong", "payments", Payment("lunch"), HttpStatusCode.Conflict);
        await ReachAsync("lunch", "half", "project_stage_wrong", HttpStatusCode.Conflict);
        (await city.Api.PostAsync("projects/lunch/stage", new { stage = "under_way", occurredOn = City.Today })).Accepted();
        await ReachAsync("lunch", "none", "milestone_unknown", HttpStatusCode.NotFound);
        (await city.Api.PostAsync("projects/lunch/milestones/half/reached", Evidence)).Accepted();
        await ReachAsync("lunch", "half", "milestone_is_reached", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_is_given_or_set_aside_for_a_project_is_spent_on_it_alone()
    {
        await city.Api.BeginAsync("books");
        await city.RefusesAsync("project_unknown", "gifts", Gift("none"), HttpStatusCode.NotFound);
        (await city.Api.PostAsync("gifts", Gift("books"))).Accepted();
        await city.GiveAsync(80_000, "relief");
        (await city.Api.PostAsync("allocations",
            new { fund = "relief", project = "books", amountFen = 50_000, purpose = "书本", occurredOn = City.Today })).Accepted();
        await city.RefusesAsync("insufficient_funds", "payments", Payment("books", 100_001));
        (await city.Api.PostAsync("payments", Payment("books", 100_000))).Accepted();
        await city.RefusesAsync("insufficient_funds", "payments", Payment("books", 1));
        (await city.Api.PostAsync("payments", Payment("books", 20_000, "relief"))).Accepted();
        var closing = new { result = "完成", treatment = "转入助学", ground = "similar_purpose", toPurpose = "助学", occurredOn = City.Today };
        await city.RefusesAsync("surplus_untreated", "projects/books/closing",
            new { result = "完成", treatment = "无", occurredOn = City.Today });
        var position = (await city.Api.PostAsync("projects/books/closing", closing)).Accepted().Position;
        await city.RefusesAsync("project_stage_wrong", "gifts", Gift("books"), HttpStatusCode.Conflict);

        var line = (await city.Api.GetAsync($"projects?min-position={position}")).Body.EnumerateArray()
            .Single(p => p.GetProperty("project").GetString() == "books");
        Assert.Equal(("closed", 100_000, 120_000, 0, true), (line.GetProperty("stage").GetString(), Fen("budgetFen"),
            Fen("usedFen"), Fen("leftFen"), line.GetProperty("overBudget").GetBoolean()));
        (await city.Api.PostAsync("payments", new
        {
            amountFen = 30_000, payee = "某学校", purpose = "书本", fund = "relief", restriction = "助学", occurredOn = City.Today,
        })).Accepted();

        long Fen(string name) => line.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task A_milestone_is_overdue_after_its_day()
    {
        var project = await city.Api.BeginAsync("late");
        var position = (await city.Api.PostAsync($"projects/{project}/milestones/half/reached", Evidence)).Accepted().Position;
        var milestones = (await city.Api.GetAsync($"projects?min-position={position}")).Body.EnumerateArray()
            .Single(p => p.GetProperty("project").GetString() == project).GetProperty("milestones").EnumerateArray();
        Assert.Equal([("start", true), ("half", false)], milestones.Select(m =>
            (m.GetProperty("milestone").GetProperty("id").GetString(), m.GetProperty("overdue").GetBoolean())));
    }

    private static object Evidence { get; } = new { evidence = "验收单3号", occurredOn = City.Today };

    private static object Gift(string project) => new { amountFen = 100_000, channel = "bank", project, occurredOn = City.Today };

    private static object Payment(string project, long fen = 1, string? fund = null) =>
        new { amountFen = fen, payee = "某学校", purpose = "书本", project, fund, occurredOn = City.Today };

    private Task ReachAsync(string project, string milestone, string code, HttpStatusCode status) =>
        city.RefusesAsync(code, $"projects/{project}/milestones/{milestone}/reached", Evidence, status);
}
