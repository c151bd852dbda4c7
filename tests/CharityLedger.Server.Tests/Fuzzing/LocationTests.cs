using System.Net;
using CharityLedger.Server.Tests.Doors;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>What a command says where it lies can be read there.</summary>
public sealed class LocationTests
{
    [Fact]
    public async Task Every_address_that_a_command_answers_is_read_by_the_same_token()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        using var city = await host.FederationAsync("city");
        using var linhe = await host.FederationAsync("linhe");
        (await linhe.PostAsync("alliances", new { partner = "city", agreement = "联盟1号", occurredOn = "2026-01-01" })).Accepted();
        var town = new Town(Door.Of(host.First), city, "city", "linhe", new Random(1));
        var asked = (await town.GrowAsync(rounds: 4)).ToList();
        // By now there are users, so that a payment takes several persons; and lists, so that a donor may be on one.
        foreach (var again in town.Commands.Where(d => d.Pattern is Door.ApiRoot + "payments" or Door.ApiRoot + "gifts"))
            for (var attempt = 0; attempt < 8; attempt++) asked.Add(await town.AskAsync(again));
        var done = asked.Where(a => a.Answer.Status is HttpStatusCode.Created or HttpStatusCode.Accepted).ToList();
        foreach (var made in done.Where(d => d.Answer.Location is not null))
        {
            var read = await city.GetAsync(made.Answer.Location![Door.ApiRoot.Length..]);
            // Who asked to be forgotten meanwhile is shown to nobody.
            Assert.True(read.Status == HttpStatusCode.OK || read.Code == "contact_restricted", $"{made.Door} says {made.Answer.Location}: {read.Body}");
        }

        var places = done.Select(d => d.Answer.Location?.Split('/')[3]).OfType<string>().Distinct().Order(StringComparer.Ordinal);
        foreach (var never in asked.GroupBy(a => a.Door).Where(g => !g.Any(done.Contains)).Select(g => g.Last()))
            TestContext.Current.TestOutputHelper!.WriteLine($"{never.Door}: {never.Body?.ToJsonString()} {never.Answer.Body}");
        Assert.Equal(["contacts", "federation-register", "gifts", "money-moves", "receipts", "requests", "screening"], places);
        // The few that never were need what no request alone makes, such as an imported list or a month that is over.
        Assert.True(done.Select(d => d.Door).Distinct().Count() >= 70, "Too few commands were carried out.");
    }
}
