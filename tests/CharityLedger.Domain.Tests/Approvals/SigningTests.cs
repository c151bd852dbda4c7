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
    private static readonly string[] Paper = ["gu", "hua"];
    private static readonly string[] Everybody = [.. People, .. Paper];
    private static readonly string Scan = new('a', 64);
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

    /// <summary>
    /// Beside the same users without those on paper, and beside the same with accounts in their place: the turn is the same as with
    /// accounts, nothing is stuck that was not, and nobody signs by what is not his way.
    /// </summary>
    [Fact]
    public void Who_signs_on_paper_signs_in_turn_and_leaves_no_route_stuck_shorter_or_with_fewer_persons()
    {
        var random = new Random(20260303);
        var (complete, onPaper, onlyPaper) = (0, 0, 0);
        for (var round = 0; round < 4_000; round++)
        {
            var held = Everybody.SelectMany(p => Known.Where(_ => random.Next(5) == 0).Select(k => (User: p, Post: k))).ToArray();
            var approvers = People.Where(_ => random.Next(3) > 0).ToArray();
            var posts = Known.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToArray();
            var persons = random.Next(1, 4);
            string[] interested = random.Next(3) == 0 ? [Everybody[random.Next(Everybody.Length)]] : [];
            var clerk = People.First(p => p != "ann" && !interested.Contains(p));
            Signing With(string[] users, bool asAccounts) => Of(Mixed(users, approvers, held, interested, asAccounts), persons, posts);
            var signing = With(Everybody, asAccounts: false);
            var alike = With(Everybody, asAccounts: true);
            onlyPaper += posts.Count(p => held.Any(h => h.Post == p) && held.All(h => h.Post != p || Paper.Contains(h.User)));

            var state = new RequestState(signing.Request, []) { Route = new RouteFixed("r", "route", signing.Posts) };
            while (!Approval.IsComplete(state, signing.Roster, ApprovalRoutes.None))
            {
                var may = signing.Signers(state.Signatures);
                Assert.Equal(alike.Signers(state.Signatures), may);
                if (may.Count == 0) break;
                foreach (var user in Everybody)
                {
                    var byAccount = Approval.Approve(state, new ActionApproved("r", user, Day), signing.Roster, ApprovalRoutes.None);
                    var entered = Entered(state, user, signing.Roster, enteredBy: clerk);
                    Assert.Equal(may.Contains(user) && !Paper.Contains(user), byAccount.Refusal is null);
                    Assert.Equal(may.Contains(user) && Paper.Contains(user), entered.Refusal is null);
                }

                var by = may[random.Next(may.Count)];
                var added = signing.Sign(state.Signatures, by).Value;
                state = added.Select(s => (ILedgerEvent)new PostsSigned("r", s.By, s.Steps)).Prepend(new ActionApproved("r", by, Day))
                    .Aggregate(state, (s, e) => Approval.Evolve(s, e)!);
                onPaper += Paper.Contains(by) ? 1 : 0;
                Assert.True(state.ApprovedBy.Count <= 2 * (posts.Length + persons), "It ends.");
            }

            var isComplete = Approval.IsComplete(state, signing.Roster, ApprovalRoutes.None);
            Assert.True(isComplete || !Ends(With(People, asAccounts: false), random), $"round {round}: stuck where it was not.");
            if (!isComplete) continue;
            complete++;
            Assert.Equal(Enumerable.Range(0, posts.Length), state.Signatures.SelectMany(s => s.Steps).Order());
            Assert.True(state.ApprovedBy.Distinct().Count() >= persons);
            Assert.DoesNotContain("ann", state.ApprovedBy);
            Assert.Empty(state.ApprovedBy.Intersect(interested));
        }

        Assert.True(complete > 3_000 && onPaper > 1_000 && onlyPaper > 300, $"{complete} {onPaper} {onlyPaper}");
    }

    [Fact]
    public void A_signature_on_paper_is_of_what_was_asked_as_it_stands_and_of_who_held_the_post_on_its_day()
    {
        var users = Mixed(Everybody, People, [("gu", Post.President), ("hua", Post.Council)], [], asAccounts: false);
        var signing = Of(users, 1, Post.President, Post.Council);
        var state = new RequestState(signing.Request, []) { Route = new RouteFixed("r", "route", signing.Posts) };
        Assert.Null(Entered(state, "gu", users).Refusal);
        Assert.Equal(RefusalCode.SecondPersonNeeded, Entered(state, "gu", users, enteredBy: "ann").Refusal?.Code);
        Assert.Equal(RefusalCode.SignerHasAccount, Entered(state, "bo", users).Refusal?.Code);
        Assert.Equal(RefusalCode.UserUnknown, Entered(state, "nobody", users).Refusal?.Code);
        Assert.Equal(RefusalCode.SignatureNotDue, Entered(state, "hua", users).Refusal?.Code);
        Assert.Equal(RefusalCode.ApprovalsCounted, Entered(state with { Route = null }, "gu", users).Refusal?.Code);
        Assert.Equal(RefusalCode.DateInFuture, Entered(state, "gu", users, signedOn: Day.AddDays(1)).Refusal?.Code);
        Assert.Equal(RefusalCode.DateInvalid, Entered(state, "gu", users, signedOn: Day.AddDays(-1)).Refusal?.Code);
        foreach (var interested in (string[])["gu", "bo"])
        {
            Assert.Equal(RefusalCode.ConflictOfInterest,
                Entered(state, "gu", users.Evolve(new InterestDeclared(interested, "某公司", "持股", Day), 2)).Refusal?.Code);
        }

        // Appointed after the day on the paper.
        var later = signing.Roster.Evolve(new PostEnded("gu", Post.President, null, Day.AddDays(-5), "换届", Day), 2)
            .Evolve(new PostAppointed("gu", Post.President, null, Day.AddDays(1), null, null, Day), 3) with { Day = Day.AddDays(1) };
        Assert.Equal(RefusalCode.SignatureNotDue, Entered(state, "gu", later, today: Day.AddDays(1)).Refusal?.Code);
        Assert.Null(Entered(state, "gu", later, signedOn: Day.AddDays(1), today: Day.AddDays(1)).Refusal);

        // Signatures fall with what they were under, and their scans are of that alone.
        var signed = Evolved(state, new ActionApproved("r", "gu", Day), new SignedOnPaper("r", "gu", "bo", Scan, Day, Day),
            new PostsSigned("r", "gu", [0]));
        Assert.Equal(RefusalCode.SecondPersonNeeded, Entered(signed with { Route = new RouteFixed("r", "route", [signing.Posts[0]]) }, "gu",
            users).Refusal?.Code);
        Assert.Null(Entered(signed, "hua", users).Refusal);
        var mended = Evolved(signed, new ActionSentBack("r", "bo", "请补充", Day),
            new ActionAskedAgain("r", Input, 1, [], 1, Day.AddDays(1)), new RouteFixed("r", "route", signing.Posts));
        Assert.Empty(mended.OnPaper);
        Assert.Equal(RefusalCode.DateInvalid, Entered(mended, "gu", users, today: Day.AddDays(1)).Refusal?.Code);
        Assert.Equal(RefusalCode.PaperExists, Entered(mended, "gu", users, Day.AddDays(1), today: Day.AddDays(1)).Refusal?.Code);
        var more = Evolved(signed, new PaperAdded("p", "request-r", PaperKind.Contract, Scan, 1, "", false, "ann", Day.AddDays(2)));
        Assert.Equal(Day.AddDays(2), more.StandsSince);
        Assert.Empty(more.OnPaper);

        static RequestState Evolved(RequestState state, params ILedgerEvent[] events) =>
            events.Aggregate(state, (s, e) => Approval.Evolve(s, e)!);
    }

    [Fact]
    public void Who_signs_on_paper_is_added_by_others_and_gets_no_roles()
    {
        var wanted = new PaperSignerAdded("gu", Day);
        Assert.Equal(RefusalCode.AdministratorMissing, (Roster.Empty with { IsBeingSetUp = true }).Add(wanted, Day).Refusal?.Code);
        var users = Mixed(Everybody, People, [("gu", Post.President)], [], asAccounts: false);
        Assert.Equal(RefusalCode.UserExists, users.Add(wanted, Day).Refusal?.Code);
        Assert.Equal(RefusalCode.UserOnPaper, users.Change(new UserRolesChanged("gu", [Role.Clerk], Day), Day).Refusal?.Code);
        foreach (var role in Enum.GetValues<Role>()) Assert.False(users.Allows("gu", role));
        Assert.Null(users.Find("gu"));
        Assert.Equal(RefusalCode.UserOnPaper, users.FindAccount("gu")?.Code);
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

    /// <summary>Some users, of whom a few sign on paper, or are users without a role in their place.</summary>
    private static Roster Mixed(
        string[] users, string[] approvers, IEnumerable<(string User, Post Post)> posts, string[] interested, bool asAccounts)
    {
        var roster = users.Aggregate(Roster.Empty with { Day = Day }, (r, p) => r.Evolve(!Paper.Contains(p)
            ? new UserAdded(p, approvers.Contains(p) ? [Role.Approver] : [Role.Clerk], Day)
            : asAccounts ? new UserAdded(p, [Role.Clerk], Day) : new PaperSignerAdded(p, Day), 1));
        roster = posts.Where(p => users.Contains(p.User)).Aggregate(roster, (r, p) =>
            r.Evolve(new PostAppointed(p.User, p.Post, null, Day.AddDays(-10), null, null, Day), 1));
        return interested.Where(users.Contains).Aggregate(roster, (r, p) => r.Evolve(new InterestDeclared(p, "某公司", "持股", Day), 1));
    }

    private static Result<ActionApproved> Entered(RequestState state, string signer, Roster roster, DateOnly? signedOn = null,
        DateOnly? today = null, string enteredBy = "bo") => Approval.Enter(
            state, new SignedOnPaper("r", signer, enteredBy, Scan, signedOn ?? Day, today ?? Day), roster, ApprovalRoutes.None, today ?? Day);

    /// <summary>Whether it is signed to the end by whoever may.</summary>
    private static bool Ends(Signing signing, Random random)
    {
        var signatures = new List<Signature>();
        while (!signing.IsComplete(signatures))
        {
            if (signing.Signers(signatures) is not { Count: > 0 } may) return false;
            signatures.AddRange(signing.Sign(signatures, may[random.Next(may.Count)]).Value);
            Assert.True(signatures.Count < 100, "It ends.");
        }

        return true;
    }

    private static Signing Of(Roster users, int persons, params Post[] posts) => new(
        new ActionRequested("r", "make_payment", null, Input, 1, ["某公司"], persons, "ann", Day), [.. posts.Select(p => new RoutePost(p))],
        persons, users, ApprovalRoutes.None);
}
