using CharityLedger.Contracts;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>Entries that would say more than one event of the log holds.</summary>
public sealed class LongEntryTests(City city) : IClassFixture<City>
{
    private static readonly string Long = new('长', 200);

    [Fact]
    [Refuses(RefusalCode.TextTooLong)]
    public async Task A_budget_with_its_milestones_that_says_too_much_is_refused() =>
        await city.RefusesAsync("text_too_long", "projects", new
        {
            name = "助学", purpose = "助学", region = "某县", beneficiaries = "学生", responsible = "张三", startsOn = City.Today,
            endsOn = "2026-12-31", occurredOn = City.Today,
            budget = Enumerable.Range(0, 100).Select(i => new { name = Long, amountFen = 1 }),
            milestones = Enumerable.Range(0, 100).Select(i => new { id = $"m{i}", name = Long, dueOn = "2026-12-01" }),
        });

    [Fact]
    [Refuses(RefusalCode.TextTooLong)]
    public async Task More_settlors_than_an_event_holds_are_refused() =>
        await city.RefusesAsync("text_too_long", "trusts", new
        {
            name = "信托", agreement = "信字1号", role = "trustee", purpose = "支教", scope = "乡村教师", occurredOn = City.Today,
            settlors = Enumerable.Range(0, 2_000).Select(i => new { name = $"第{i}公司" }),
        });
}
