using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Doors;

/// <summary>Every door of the host, tried by everybody there is: each lets in whom <see cref="WhoMay"/> says, and nobody else.</summary>
public sealed partial class DoorTests : IAsyncLifetime
{
    private const string Password = "a sentence that nobody guesses";
    private static readonly string[] Federations = ["city", "linhe"];

    private readonly List<Visitor> visitors = [];
    private TestHost test = null!;
    private LedgerHost host = null!;
    private IReadOnlyList<Door> doors = [];
    private int addresses;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // With a scheduler, which has pages of its own.
        test = await TestHost.StartAsync(new FakeClock(), schedules: true);
        host = test.First;
        doors = Door.Of(host);
        foreach (var federation in Federations) await PeopleAsync(federation);
        await OperatorsAsync();
        visitors.Add(new Visitor("nobody", null, null, Browser(), false));
        visitors.Add(await VisitorAsync("a token that was never made", null, null, "cl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in visitors) visitor.Http.Dispose();
        await test.DisposeAsync();
    }

    [Fact]
    public async Task Every_door_lets_in_whom_the_model_says_and_nobody_else()
    {
        Assert.Equal(doors.Select(WhoMay.NameOf).Distinct().Order(StringComparer.Ordinal), WhoMay.Doors.Order(StringComparer.Ordinal));
        await test.FollowedAsync();
        var wrong = new List<string>();
        foreach (var door in doors)
        {
            foreach (var federation in Federations.Where(f => f == "city" || door.Names.Contains("federation")))
            {
                var answers = await Task.WhenAll(visitors.Select(v => AskAsync(door, federation, v)));
                wrong.AddRange(visitors.Zip(answers).Where(a => a.Second != Expected(door, federation, a.First))
                    .Select(a => $"{door} of {federation} by {a.First.Name}: {a.Second}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(Federations.Length * (WhoMay.Roles.Length + 2) + 4, visitors.Count);
    }

    /// <summary>A page is of the federation that its address names; a token says itself of which it is.</summary>
    private static Entrance Expected(Door door, string federation, Visitor visitor)
    {
        var isHere = door.IsApi || !door.Names.Contains("federation") || visitor.Federation == federation;
        if (WhoMay.Allows(door, isHere && !visitor.IsBarred ? visitor.Role : null)) return Entrance.In;
        return door.IsApi ? visitor.Refused : Entrance.SignIn;
    }

    private async Task PeopleAsync(string federation)
    {
        using var setUp = await test.FederationAsync(federation);
        await test.AddUserAsync(setUp, "administrator", "administrator");
        using var head = await test.UserAsync(federation, "administrator");
        foreach (var role in WhoMay.Roles.Except(["administrator"])) await test.AddUserAsync(head, role, role);
        await test.AddUserAsync(head, "gone", "clerk", "approver", "treasurer", "administrator");
        foreach (var user in WhoMay.Roles.Append("gone"))
        {
            (await head.PostAsync($"users/{user}/password", new { password = Password })).Expect(HttpStatusCode.NoContent);
            visitors.Add(await VisitorAsync($"{user} of {federation}", federation, user, await TokenAsync(federation, user), $"/f/{federation}/sign-in"));
        }

        (await head.PostAsync("users/gone/disabling", new { })).Accepted();
        // A token by hand for one who signs on paper: such a user is given none, and no password.
        (await head.PostAsync("paper-signers", new { user = "paper" })).Accepted();
        visitors.Add(await VisitorAsync($"paper of {federation}", federation, "paper", await TokenAsync(federation, "paper"), null));
    }

    private async Task OperatorsAsync()
    {
        var operators = host.Services.GetRequiredService<Operators>();
        foreach (var name in (string[])["operator", "retired"])
        {
            Assert.Null((await operators.AddAsync(name, Password, "test", Ct)).Refusal);
            visitors.Add(await VisitorAsync(name, Caller.Operator, name, await TokenAsync(Caller.Operator, name), "/ops/sign-in"));
        }

        Assert.Null((await operators.DisableAsync("retired", "test", Ct)).Refusal);
    }

    private Task<string> TokenAsync(string federation, string user) =>
        host.Services.GetRequiredService<ApiTokens>().CreateAsync(new Caller(federation, user), Ct);

    private async Task<Visitor> VisitorAsync(string name, string? federation, string? user, string token, string? form)
    {
        var http = Browser();
        if (form is not null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, form) { Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = Token().Match(await http.GetStringAsync(form, Ct)).Groups[1].Value,
                ["user"] = user!, ["password"] = Password,
            }) };
            request.Headers.Add("X-Forwarded-For", NextAddress());
            Assert.Equal(HttpStatusCode.Found, (await http.SendAsync(request, Ct)).StatusCode);
        }

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var isBarred = user is "gone" or "retired" or "paper";
        return new Visitor(name, federation, user is null ? null : user == "retired" ? "operator" : user, http, isBarred);
    }

    private HttpClient Browser() =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = host.Address };

    private async Task<Entrance> AskAsync(Door door, string federation, Visitor visitor)
    {
        using var request = door.Empty(name => name == "federation" ? federation : "x");
        request.RequestUri = new Uri(host.Address, request.RequestUri!);
        request.Headers.Add("X-Forwarded-For", NextAddress());
        using var answer = await visitor.Http.SendAsync(request, Ct);
        var to = answer.Headers.Location?.ToString();
        if (to?.EndsWith("/sign-in", StringComparison.Ordinal) is true) return Entrance.SignIn;
        if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)) return Entrance.In;
        var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Ct));
        return problem.GetProperty("code").GetString() switch
        {
            "token_missing" => Entrance.NoToken,
            "token_invalid" => Entrance.UnknownToken,
            "not_allowed" => Entrance.NotAllowed,
            _ => Entrance.In,
        };
    }

    /// <summary>A client of its own for each attempt: one that tries often has to wait.</summary>
    private string NextAddress()
    {
        var next = Interlocked.Increment(ref addresses);
        return FormattableString.Invariant($"10.{next >> 16}.{(next >> 8) & 255}.{next & 255}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    private enum Entrance
    {
        In, SignIn, NoToken, UnknownToken, NotAllowed,
    }

    private sealed record Visitor(string Name, string? Federation, string? Role, HttpClient Http, bool IsBarred)
    {
        /// <summary>What the API says where this one is not let in.</summary>
        public Entrance Refused => Role is not null ? Entrance.NotAllowed
            : Http.DefaultRequestHeaders.Authorization is null ? Entrance.NoToken : Entrance.UnknownToken;
    }
}
