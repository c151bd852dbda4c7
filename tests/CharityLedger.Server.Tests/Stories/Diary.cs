using System.Globalization;
using System.Net;
using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Stories;

/// <summary>
/// Federations with their people, a clock that is set to the day of each entry, and the one thing that must hold whatever was
/// done: debits equal credits in every account set of every federation.
/// </summary>
internal sealed class Diary : IAsyncDisposable
{
    private readonly FakeClock clock;
    private readonly Dictionary<string, Api> people = [];
    private readonly List<string> auditors = [];
    private DateOnly day;

    private Diary(FakeClock clock, TestHost host) => (this.clock, Host) = (clock, host);

    public TestHost Host { get; }

    /// <summary>Today, as a request states it.</summary>
    public string Today => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The account sets that must balance after every entry.</summary>
    public IReadOnlyList<string> Books { get; } = ["main", "trust/xiangcun"];

    /// <summary>How many entries were made and checked.</summary>
    public int Entries { get; private set; }

    public static async Task<Diary> OpenAsync(string firstDay)
    {
        var clock = new FakeClock();
        var diary = new Diary(clock, await TestHost.StartAsync(clock));
        diary.On(firstDay);
        return diary;
    }

    /// <summary>Noon in Beijing on a day.</summary>
    public void On(string date)
    {
        day = DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        clock.Now = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.FromHours(8));
    }

    /// <summary>A person with a token.</summary>
    public async Task<Api> ComesAsync(string federation, string name) =>
        people[name] = await Host.UserAsync(federation, name);

    /// <summary>A person who looks at the books of the own federation after every entry of anybody's.</summary>
    public void Watches(string name) => auditors.Add(name);

    /// <summary>A person does something that one person may; the id of what came of it.</summary>
    public async Task<string> DoesAsync(string who, string path, object body) =>
        (await AnswerAsync(who, path, body)).Accepted().Id;

    /// <summary>Something that needs others, asked for and approved; the id of the request.</summary>
    public async Task<string> RequestsAsync(string who, string path, object body, params string[] approvers)
    {
        var request = (await AnswerAsync(who, path, body)).Expect(HttpStatusCode.Accepted);
        Assert.Equal(approvers.Length, request.Body.GetProperty("approvals").GetInt32());
        foreach (var approver in approvers) (await AnswerAsync(approver, $"requests/{request.Id}/approvals", new { })).Accepted();
        return request.Id;
    }

    /// <summary>Something that needs others, carried out; the id of what came of it.</summary>
    public async Task<string> AsksAsync(string who, string path, object body, string executor, params string[] approvers)
    {
        var request = await RequestsAsync(who, path, body, approvers);
        return await DoesAsync(executor, $"requests/{request}/execution", new { });
    }

    /// <summary>Something that the books can't take.</summary>
    public async Task IsRefusedAsync(string code, string who, string path, object body)
    {
        var answer = await AnswerAsync(who, path, body);
        Assert.True(answer.Code == code, $"{path}: {answer.Code ?? answer.Status.ToString()} where {code} was expected: {answer.Body}");
    }

    /// <summary>What a person reads.</summary>
    public async Task<JsonElement> ReadsAsync(string who, string path) =>
        (await people[who].GetAsync(path)).Expect(HttpStatusCode.OK).Body;

    public ValueTask DisposeAsync()
    {
        foreach (var person in people.Values) person.Dispose();
        return Host.DisposeAsync();
    }

    private async Task<Answer> AnswerAsync(string who, string path, object body)
    {
        var answer = await people[who].PostAsync(path, body);
        if (answer.Body.ValueKind == JsonValueKind.Object && answer.Body.TryGetProperty("position", out var position))
            foreach (var reader in auditors.Append(who).Distinct()) await BalancesAsync(reader, position.GetInt64());
        Entries++;
        return answer;
    }

    private async Task BalancesAsync(string who, long position)
    {
        foreach (var book in Books)
        {
            var path = $"trial-balance?book={Uri.EscapeDataString(book)}&min-position={position}";
            var accounts = (await ReadsAsync(who, path)).EnumerateArray().ToList();
            Assert.Equal(0, accounts.Sum(a => a.GetProperty("balanceFen").GetInt64()));
            Assert.Equal(accounts.Sum(a => a.GetProperty("debitFen").GetInt64()), accounts.Sum(a => a.GetProperty("creditFen").GetInt64()));
        }
    }
}
