using System.Net;
using System.Net.Http.Headers;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Access;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Access;

/// <summary>Users have roles, and nobody does what his roles don't say.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private TestHost host = null!;
    private Api setUp = null!;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync(new FakeClock());
        setUp = await host.FederationAsync("city");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task Before_its_first_user_a_federation_is_set_up_by_its_token_and_afterwards_no_more()
    {
        (await setUp.PostAsync("gifts", City.Gift(100))).Accepted();
        await host.AddUserAsync(setUp, "head", "administrator");
        (await setUp.PostAsync("gifts", City.Gift(100))).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await setUp.GetAsync("balances")).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await setUp.PostAsync("users", new { user = "clerk", roles = new[] { "clerk" } })).Refused("not_allowed", HttpStatusCode.Forbidden);

        using var head = await host.UserAsync("city", "head");
        (await head.PostAsync("gifts", City.Gift(100))).Refused("not_allowed", HttpStatusCode.Forbidden);
        await host.AddUserAsync(head, "clerk", "clerk");
        (await setUp.PostAsync("gifts", City.Gift(100))).Accepted();
        (await setUp.PostAsync("users", new { user = "mine", roles = new[] { "clerk" } })).Refused("not_allowed", HttpStatusCode.Forbidden);
    }

    [Fact]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task Every_route_that_writes_refuses_an_auditor_before_it_reads_the_request()
    {
        await host.AddUserAsync(setUp, "head", "administrator");
        using var head = await host.UserAsync("city", "head");
        await host.AddUserAsync(head, "audit", "auditor");
        using var audit = await host.UserAsync("city", "audit");
        var endpoints = host.First.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal)).ToList();
        var tried = 0;
        foreach (var endpoint in endpoints)
        {
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(m => m != "GET"))
            {
                var rule = endpoint.Metadata.GetMetadata<AccessRule>();
                Assert.True(rule is { ByOperator: true } or { Roles.Count: > 0 }, $"{method} {endpoint.RoutePattern.RawText} says no role.");
                Assert.DoesNotContain(Role.Auditor, rule.Roles);
                var path = string.Join('/', endpoint.RoutePattern.PathSegments.Skip(2).Select(s =>
                    s.Parts is [RoutePatternLiteralPart literal] ? literal.Content : "x"));
                var type = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json";
                using var content = new StringContent("no JSON", new MediaTypeHeaderValue(type));
                (await audit.SendAsync(new HttpMethod(method), path, content, null)).Refused("not_allowed", HttpStatusCode.Forbidden);
                tried++;
            }
        }

        Assert.True(tried >= 13);
        Assert.Equal(HttpStatusCode.OK, (await audit.GetAsync("balances")).Status);
        Assert.Equal(HttpStatusCode.OK, (await audit.GetAsync("users")).Status);
    }

    [Fact]
    [Refuses(RefusalCode.AdministratorMissing)]
    public async Task There_is_always_an_administrator_also_when_two_disable_each_other_at_once()
    {
        (await setUp.PostAsync("users", new { user = "clerk", roles = new[] { "clerk" } }))
            .Refused("administrator_missing", HttpStatusCode.UnprocessableEntity);
        await host.AddUserAsync(setUp, "one", "administrator");
        using var one = await host.UserAsync("city", "one");
        (await one.PostAsync("users/one/disabling", new { })).Refused("administrator_missing", HttpStatusCode.UnprocessableEntity);
        (await one.PostAsync("users/one/roles", new { roles = new[] { "clerk" } }))
            .Refused("administrator_missing", HttpStatusCode.UnprocessableEntity);

        await host.AddUserAsync(one, "two", "administrator", "clerk");
        using var two = await host.UserAsync("city", "two");
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => i % 2 == 0
            ? one.PostAsync("users/two/disabling", new { }, "one-" + i) : two.PostAsync("users/one/disabling", new { }, "two-" + i)));
        Assert.Contains(answers, a => a.Status == HttpStatusCode.Created);
        var left = await host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'user_disabled'");
        Assert.Equal(1, left);
    }

    [Fact]
    [Refuses(RefusalCode.UserExists, RefusalCode.UserUnknown, RefusalCode.UserDisabled, RefusalCode.RolesInvalid, RefusalCode.PasswordInvalid)]
    public async Task Users_are_kept_with_care()
    {
        await host.AddUserAsync(setUp, "head", "administrator");
        using var head = await host.UserAsync("city", "head");
        var clerk = new { user = "clerk", roles = new[] { "clerk" } };
        (await head.PostAsync("users", clerk, "first")).Accepted();
        (await head.PostAsync("users", clerk, "first")).Accepted();
        (await head.PostAsync("users", clerk)).Refused("user_exists", HttpStatusCode.Conflict);
        (await head.PostAsync("users", new { user = "No Id", roles = new[] { "clerk" } })).Refused("id_invalid", HttpStatusCode.UnprocessableEntity);
        foreach (var roles in new string[][] { [], ["auditor", "clerk"], ["clerk", "clerk"] })
        {
            (await head.PostAsync("users", new { user = "other", roles })).Refused("roles_invalid", HttpStatusCode.UnprocessableEntity);
            (await head.PostAsync("users/clerk/roles", new { roles })).Refused("roles_invalid", HttpStatusCode.UnprocessableEntity);
        }

        (await head.PostAsync("users/nobody/roles", new { roles = new[] { "clerk" } })).Refused("user_unknown", HttpStatusCode.NotFound);
        (await head.PostAsync("users/nobody/password", new { password = "long enough by far" })).Refused("user_unknown", HttpStatusCode.NotFound);
        (await head.PostAsync("users/clerk/password", new { password = "short" })).Refused("password_invalid", HttpStatusCode.UnprocessableEntity);
        (await head.PostAsync("users/clerk/roles", new { roles = new[] { "approver" } })).Accepted();
        (await head.PostAsync("users/clerk/disabling", new { })).Accepted();
        (await head.PostAsync("users/clerk/roles", new { roles = new[] { "clerk" } })).Refused("user_disabled", HttpStatusCode.Conflict);
        (await head.PostAsync("users", clerk)).Refused("user_exists", HttpStatusCode.Conflict);
        var listed = (await head.GetAsync("users")).Body.EnumerateArray()
            .Select(u => (u.GetProperty("user").GetString(), u.GetProperty("disabled").GetBoolean()));
        Assert.Equal([("clerk", true), ("head", false)], listed);
    }

    [Fact]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task What_was_taken_away_is_gone_at_once()
    {
        await host.AddUserAsync(setUp, "head", "administrator");
        using var head = await host.UserAsync("city", "head");
        await host.AddUserAsync(head, "worker", "clerk");
        using var worker = await host.UserAsync("city", "worker");
        (await worker.PostAsync("gifts", City.Gift(100))).Accepted();
        (await head.PostAsync("users/worker/roles", new { roles = new[] { "approver" } })).Accepted();
        (await worker.PostAsync("gifts", City.Gift(100))).Refused("not_allowed", HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.OK, (await worker.GetAsync("balances")).Status);
        (await head.PostAsync("users/worker/disabling", new { })).Accepted();
        (await worker.GetAsync("balances")).Refused("not_allowed", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_password_is_kept_beside_the_log_as_a_hash()
    {
        const string Password = "正确的马电池订书钉 correct";
        await host.AddUserAsync(setUp, "head", "administrator");
        using var head = await host.UserAsync("city", "head");
        Assert.Equal(HttpStatusCode.NoContent, (await head.PostAsync("users/head/password", new { password = Password })).Status);
        var passwords = host.First.Services.GetRequiredService<Passwords>();
        var ct = TestContext.Current.CancellationToken;
        Assert.True(await passwords.IsRightAsync(new Caller("city", "head"), Password, ct));
        Assert.False(await passwords.IsRightAsync(new Caller("city", "head"), Password + " ", ct));
        Assert.False(await passwords.IsRightAsync(new Caller("city", "nobody"), Password, ct));
        Assert.False(await passwords.IsRightAsync(new Caller("other", "head"), Password, ct));
        Assert.Equal(0, await host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where data::text like '%correct%' or headers::text like '%correct%'"));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("select count(*) from charity.user_password where hash like '%correct%'"));
    }
}
