using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>A federation with people, a fund "relief" and money, shared by the tests of a class. The clock stands still.</summary>
public sealed class Office : IAsyncLifetime
{
    internal FakeClock Clock { get; } = new();

    internal TestHost Host { get; private set; } = null!;

    internal Api Head { get; private set; } = null!;

    internal Api Clerk { get; private set; } = null!;

    internal Api Treasurer { get; private set; } = null!;

    internal Api Approver { get; private set; } = null!;

    internal Api Approver2 { get; private set; } = null!;

    internal Api Auditor { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await TestHost.StartAsync(Clock);
        var setUp = await Host.FederationAsync("city");
        (await setUp.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await setUp.PostAsync("gifts", City.Gift(1_000_000_000))).Accepted();
        (await setUp.PostAsync("gifts", City.Gift(1_000_000_000, "relief"))).Accepted();
        await Host.AddUserAsync(setUp, "head", "administrator");
        Head = await Host.UserAsync("city", "head");
        Clerk = await UserAsync("clerk", "clerk");
        Treasurer = await UserAsync("treasurer", "treasurer", "clerk");
        Approver = await UserAsync("approver", "approver");
        Approver2 = await UserAsync("approver2", "approver", "treasurer");
        Auditor = await UserAsync("auditor", "auditor");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in new[] { Head, Clerk, Treasurer, Approver, Approver2, Auditor }) api.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>A user of a test's own.</summary>
    internal async Task<Api> UserAsync(string user, params string[] roles)
    {
        await Host.AddUserAsync(Head, user, roles);
        return await Host.UserAsync("city", user);
    }

    /// <summary>Sends a paper.</summary>
    /// <returns>Its digest.</returns>
    internal Task<string> SendAsync(string text) => Head.SendPaperAsync(text);

    /// <summary>Asks for something, by the clerk.</summary>
    /// <returns>Id of the request.</returns>
    internal async Task<string> AskAsync(string path, object body, Api? by = null)
    {
        var answer = await (by ?? Clerk).PostAsync(path, body);
        Assert.True(answer.Status == System.Net.HttpStatusCode.Accepted, $"{answer.Status}: {answer.Body}");
        return answer.Id;
    }

    /// <summary>Asks, has it approved by both approvers where two are needed, and carries it out.</summary>
    /// <returns>What was made.</returns>
    internal Task<Answer> DoAsync(string path, object body) => DoAsAsync(Clerk, path, body, Treasurer);

    /// <summary>The same by others: who asks carries it out where nobody else is named.</summary>
    internal async Task<Answer> DoAsAsync(Api by, string path, object body, Api? executor = null)
    {
        var asked = await by.PostAsync(path, body);
        Assert.True(asked.Status == System.Net.HttpStatusCode.Accepted, $"{asked.Status}: {asked.Body}");
        (await Approver.PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
        if (asked.Body.GetProperty("approvals").GetInt32() > 1)
            (await Approver2.PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
        return await (executor ?? by).PostAsync($"requests/{asked.Id}/execution", new { });
    }
}
