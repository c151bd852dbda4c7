using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Tests.Approvals;

/// <summary>The signing of a request along its route.</summary>
public sealed class SigningTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly string[] People = ["ann", "bo", "chen", "deng", "er", "fang"];
    private static readonly Post[] Known = [Post.AccountantReview, Post.SecretaryGeneral, Post.President, Post.Council];
    private static readonly JsonElement Input = JsonSerializer.SerializeToElement(new { amountFen = 1 });

    [Fact]
    public void Posts_sign_in_their_order_and_who_holds_two_signs_once()
    {
        var signing = Of(Users(("bo", Post.AccountantReview), ("chen", Post.SecretaryGeneral), ("bo", Post.President)), 1,
            Post.AccountantReview, Post.SecretaryGeneral, Post.President);
        Assert.Equal(["bo"], signing.Signers([]));
        Assert.Equal(RefusalCode.SignatureNotDue, signing.Sign([], "chen").Refusal!.Code);
        var first = Assert.Single(signing.Sign([], "bo").Value);
        Assert.Equal([0], first.Steps);
        Assert.Equal(RefusalCode.SecondPersonNeeded, signing.Sign([first], "bo").Refusal!.Code);
        var second = signing.Sign([first], "chen").Value;
        // The last post is of one who has signed.
        Assert.Equal(["chen 1", "bo 2"], second.Select(s => $"{s.By} {string.Join(' ', s.Steps)}"));
        Assert.True(signing.IsComplete([first, .. second]));
    }

    [Fact]
    public void An_empty_post_passes_to_its_stand_in_then_to_the_post_above_and_above_the_last_to_an_approver()
    {
        var users = Users(("chen", Post.SecretaryGeneral));
        var signing = Of(users, 1, Post.AccountantReview, Post.SecretaryGeneral, Post.President);
        Assert.Equal(["chen"], signing.Signers([]));
        var chen = Assert.Single(signing.Sign([], "chen").Value);
        Assert.Equal([0, 1], chen.Steps);
        Assert.Equal(["bo", "deng", "er", "fang"], signing.Signers([chen]));
        var away = signing with
        {
            Routes = ApprovalRoutes.None.Evolve(new StandInNamed("s", new RoutePost(Post.AccountantReview), "deng", Day, Day, "出差", null, Day))
                .Evolve(new StandInNamed("t", new RoutePost(Post.President), "ann", Day, Day, "出差", null, Day)),
        };
        Assert.Equal(["deng"], away.Signers([]));
        // Who asked never stands in for its signature.
        Assert.DoesNotContain("ann", away.Signers([new Signature("deng", [0]), chen]));
        Assert.Equal(["chen"], (away with { Roster = away.Roster with { Day = Day.AddDays(1) } }).Signers([]));
    }

    [Fact]
    public void There_are_as_many_persons_as_are_counted_without_a_route()
    {
        var signing = Of(Users(("bo", Post.SecretaryGeneral)), 2, Post.SecretaryGeneral);
        var bo = Assert.Single(signing.Sign([], "bo").Value);
        Assert.False(signing.IsComplete([bo]));
        Assert.Equal(["chen", "deng", "er", "fang"], signing.Signers([bo]));
        Assert.True(signing.IsComplete([bo, .. signing.Sign([bo], "er").Value]));
    }

    [Fact]
    public void Whoever_has_an_interest_or_was_disabled_signs_for_no_post()
    {
        var users = Users(("bo", Post.SecretaryGeneral), ("chen", Post.SecretaryGeneral))
            .Evolve(new InterestDeclared("bo", "某公司", "持股", Day), 2);
        var signing = Of(users, 1, Post.SecretaryGeneral);
        Assert.Equal(["chen"], signing.Signers([]));
        Signature chen = new("chen", [0]);
        Assert.True(signing.IsComplete([chen]));
        var gone = signing with { Roster = users.Evolve(new UserDisabled("chen", Day), 3) };
        Assert.False(gone.IsComplete([chen]));
        // Nobody who may sign holds the post any more: it passes on.
        Assert.Equal(["deng", "er", "fang"], gone.Signers([chen]));
    }

    /// <summary>Against a model of its own: who may sign for a post, and whose signatures count.</summary>
    [Fact]
    public void A_route_is_never_stuck_never_shorter_than_its_row_and_never_by_fewer_persons()
    {
        var random = new Random(20260302);
        var (complete, passed) = (0, 0);
        for (var round = 0; round < 4_000; round++)
        {
            var held = People.SelectMany(p => Known.Where(_ => random.Next(4) == 0).Select(k => (User: p, Post: k))).ToArray();
            var users = Users(held);
            var posts = Known.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToArray();
            var persons = random.Next(1, 4);
            List<(string User, Post Post)> standIns = random.Next(3) == 0 ? [(People[random.Next(People.Length)], posts[0])] : [];
            var signing = Of(users, persons, posts) with
            {
                Routes = standIns.Aggregate(ApprovalRoutes.None, (r, s) =>
                    r.Evolve(new StandInNamed("s", new RoutePost(s.Post), s.User, Day, Day, "出差", null, Day))),
            };
            var signatures = new List<Signature>();
            while (!signing.IsComplete(signatures))
            {
                var may = signing.Signers(signatures);
                Assert.NotEmpty(may);
                foreach (var other in People.Except(may)) Assert.NotNull(signing.Sign(signatures, other).Refusal);
                var by = may[random.Next(may.Count)];
                Assert.NotEqual("ann", by);
                var added = signing.Sign(signatures, by).Value;
                signatures.AddRange(added);
                foreach (var step in added.SelectMany(s => s.Steps)) Assert.True(IsLegitimate(step, signatures), $"round {round}: {by} for {posts[step]}");
                Assert.True(signatures.Count <= 2 * (posts.Length + persons), "It ends.");
            }

            complete++;
            Assert.Equal(Enumerable.Range(0, posts.Length), signatures.SelectMany(s => s.Steps).Order());
            Assert.True(signatures.Select(s => s.By).Distinct().Count() >= persons);

            bool IsEmpty(Post post) => held.Concat(standIns).All(h => h.Post != post || h.User == "ann");

            // One of those who signed holds the post or stands in; where nobody who may sign does, the same of the posts above.
            bool IsLegitimate(int step, List<Signature> signed)
            {
                for (var i = step; i < posts.Length; i++)
                {
                    var holders = held.Concat(standIns).Where(h => h.Post == posts[i] && h.User != "ann").Select(h => h.User).ToList();
                    if (holders.Count > 0) return signed.Any(s => holders.Contains(s.By));
                    passed++;
                }

                // An empty post at the end takes a further person, if there is one.
                return signed.Count > 0 && (posts[..step].All(IsEmpty) || signed.Select(s => s.By).Distinct().Count() > 1);
            }
        }

        Assert.True(complete == 4_000 && passed > 500, "Hardly any post was empty.");
    }

    [Fact]
    public void The_narrowest_scope_chooses_the_route_and_a_committee_is_that_of_the_fund()
    {
        var routes = ApprovalRoutes.None.Evolve(Route("all", new RequestScope("make_payment"), Post.SecretaryGeneral))
            .Evolve(Route("large", new RequestScope("make_payment", AboveFen: 100), Post.President))
            .Evolve(Route("larger", new RequestScope("make_payment", AboveFen: 1_000), Post.Council))
            .Evolve(Route("fund", new RequestScope("make_payment", Fund: "relief"), Post.FundCommittee))
            .Evolve(Route("other", new RequestScope("close_fund"), Post.Council));
        string? Chosen(long fen, params string[] funds) => routes.Fix(Facts(fen, funds), "r", Day)?.Route;
        Assert.Equal(("all", "large", "larger", "fund"), (Chosen(100), Chosen(101), Chosen(1_001), Chosen(5_000, "relief")));
        Assert.Equal([new RoutePost(Post.FundCommittee, "relief")], routes.Fix(Facts(1, "relief"), "r", Day)!.Posts);
        Assert.Null(routes.Fix(Facts(1), "r", Day.AddDays(-1)));
        Assert.Equal("all", routes.Evolve(new ApprovalRouteEnded("fund", "改", Day.AddDays(-1), Day)).Fix(Facts(1, "relief"), "r", Day)!.Route);

        RequestFacts Facts(long fen, params string[] funds) => new("make_payment", fen, [ExpenseKind.Programme], funds, []);
        ApprovalRouteSet Route(string id, RequestScope scope, Post post) => new(id, scope, [post], Day, "决议", null, Day);
    }

    private static Roster Users(params (string User, Post Post)[] posts) => posts.Aggregate(
        People.Aggregate(Roster.Empty with { Day = Day }, (r, p) => r.Evolve(new UserAdded(p, [Role.Approver], Day), 1)),
        (r, p) => r.Evolve(new PostAppointed(p.User, p.Post, null, Day.AddDays(-10), null, null, Day), 1));

    private static Signing Of(Roster users, int persons, params Post[] posts) => new(
        new ActionRequested("r", "make_payment", null, Input, 1, ["某公司"], persons, "ann", Day), [.. posts.Select(p => new RoutePost(p))],
        persons, users, ApprovalRoutes.None);
}
