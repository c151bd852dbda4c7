using CharityLedger.Projections.Engine;
using CharityLedger.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using static CharityLedger.Server.Tests.Contacts.Register;

namespace CharityLedger.Server.Tests.Contacts;

/// <summary>
/// Gifts, links, mergers and their undoing in any order, beside a model that knows nothing of the program: each gift has one place, each
/// contact one parent, and a sum is what stands below a root.
/// </summary>
public sealed class RandomContactTests
{
    private const int Contacts = 9, Steps = 160;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sums_by_contact_are_the_models_after_any_order_of_links_mergers_and_their_undoing(int seed)
    {
        var random = new Random(seed);
        await using var r = await Register.OpenAsync();
        var ids = new List<string>();
        for (var i = 0; i < Contacts; i++) ids.Add(await r.AddAsync(Person($"王小{i}")));
        var (parent, gifts) = (new int?[Contacts], new List<(string Id, int Year, long Fen, int? Own, int? Linked)>());
        var linked = Enumerable.Range(0, Contacts).Select(_ => new HashSet<string>()).ToList();
        var (done, refused) = (0, 0);
        for (var step = 0; step < Steps; step++)
        {
            var (a, b, year) = (random.Next(Contacts), random.Next(Contacts), 2024 + random.Next(3));
            switch (random.Next(6))
            {
                case 0:
                    int? own = random.Next(2) == 0 && parent[a] is null ? a : null;
                    var fen = random.Next(1, 1_000);
                    var id = await r.GiveAsync(fen, own is null ? null : ids[a], day: $"{year}-01-15");
                    gifts.Add((id, year, fen, own, null));
                    break;
                case 1 when gifts.Count > 0:
                    var some = Some().ToList();
                    if (!Holds(parent[a] is null, await r.LinkAsync(ids[a], [.. some.Select(g => gifts[g].Id)]))) break;
                    foreach (var g in some)
                    {
                        gifts[g] = gifts[g] with { Linked = a };
                        linked[a].Add(gifts[g].Id);
                    }

                    break;
                case 2 when gifts.Count > 0:
                    var taken = random.Next(3) == 0 ? Some().ToList()
                        : [.. Enumerable.Range(0, gifts.Count).Where(g => linked[a].Contains(gifts[g].Id)).Take(2)];
                    if (taken.Count == 0) break;
                    if (!Holds(taken.TrueForAll(g => linked[a].Contains(gifts[g].Id)), await r.UnlinkAsync(ids[a], [.. taken.Select(g => gifts[g].Id)]))) break;
                    foreach (var g in taken)
                    {
                        if (gifts[g].Linked == a) gifts[g] = gifts[g] with { Linked = null };
                        linked[a].Remove(gifts[g].Id);
                    }

                    break;
                case 3 or 4:
                    if (Holds(parent[a] is null && RootOf(b) != a, await r.MergeAsync(ids[a], ids[b]))) parent[a] = b;
                    break;
                case 5:
                    if (Holds(parent[a] is not null, await r.UnmergeAsync(ids[a]))) parent[a] = null;
                    break;
            }

            if (step % 40 == 39) await CompareAsync();
        }

        Assert.True(done > 25 && refused > 10, $"{done} done, {refused} refused.");
        // Undone one by one, in an order of chance, until all stand by themselves.
        foreach (var a in Enumerable.Range(0, Contacts).Where(c => parent[c] is not null).OrderBy(_ => random.Next()).ToList())
        {
            (await r.UnmergeAsync(ids[a])).Accepted();
            parent[a] = null;
            await CompareAsync();
        }

        await r.Host.FollowedAsync();
        Assert.Empty(await r.Host.First.Services.GetRequiredService<ProjectionEngine>().CompareAsync("Contacts", TestContext.Current.CancellationToken));

        IEnumerable<int> Some() => Enumerable.Range(0, gifts.Count).OrderBy(_ => random.Next()).Take(1 + random.Next(3)).ToList();

        bool Holds(bool expected, Answer answer)
        {
            Assert.True(expected == (answer.Code is null), $"Expected {expected}: {answer.Body}");
            if (expected) done++;
            else refused++;
            return expected;
        }

        int RootOf(int contact)
        {
            while (parent[contact] is { } up) contact = up;
            return contact;
        }

        async Task CompareAsync()
        {
            for (var c = 0; c < Contacts; c++)
            {
                var shown = await r.ReadAsync("contacts/" + ids[c]);
                Assert.Equal(ids[RootOf(c)], shown.GetProperty("root").GetString());
                var expected = parent[c] is not null ? [] : gifts.Where(g => (g.Linked ?? g.Own) is { } of && RootOf(of) == c)
                    .GroupBy(g => g.Year).OrderBy(y => y.Key).Select(y => (y.Key, (long)y.Count(), y.Sum(g => g.Fen))).ToList();
                Assert.Equal(expected, Years(shown));
            }
        }
    }
}
