using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Tests.Users;

/// <summary>Posts, which of them are kept apart, and what was one role until 0.3.0.</summary>
public sealed class PostRulesTests
{
    private static readonly DateOnly Day = new(2026, 12, 1), LastDayOfTreasurers = new(2027, 6, 30);

    [Theory]
    [InlineData(Post.Cashier, Post.Accountant, true)]
    [InlineData(Post.AccountantReview, Post.Cashier, true)]
    [InlineData(Post.Archive, Post.Cashier, true)]
    [InlineData(Post.Accountant, Post.Archive, false)]
    [InlineData(Post.Handler, Post.ProjectHead, false)]
    [InlineData(Post.Council, Post.Supervisor, false)]
    public void What_the_accounting_law_keeps_apart_is_kept_apart_whichever_comes_first(Post one, Post other, bool apart)
    {
        var roster = Of(new UserAdded("ann", [Role.Clerk], Day));
        Assert.Equal((apart, apart), (roster.AreApart(one, other, Day), roster.AreApart(other, one, Day)));
        Assert.False(roster.AreApart(one, other, new DateOnly(2000, 6, 30)));
        var appointed = roster.Evolve(Appointed(one), 2);
        Assert.Equal(apart ? RefusalCode.PostsApart : null, appointed.Appoint(Appointed(other), Day).Refusal?.Code);
        Assert.Null(appointed.Appoint(Appointed(other, Day.AddDays(-9), Day.AddDays(-1)), Day).Refusal);
    }

    [Fact]
    public void A_federations_own_row_counts_from_its_day()
    {
        var roster = Of(new UserAdded("ann", [Role.Clerk], Day), Appointed(Post.Council),
            new PolicyRowSet("post_ban.council_with_supervisor", "refused", true, Day.AddDays(5), null, "理事会决议", "章程", Day));
        Assert.Null(roster.Appoint(Appointed(Post.Supervisor, Day, Day.AddDays(4)), Day).Refusal);
        Assert.Equal(RefusalCode.PostsApart, roster.Appoint(Appointed(Post.Supervisor, Day.AddDays(5)), Day).Refusal?.Code);
    }

    [Fact]
    public void An_exception_lets_one_person_hold_both_until_its_last_day_and_then_neither_acts()
    {
        var roster = Of(new UserAdded("ann", [Role.Clerk], Day));
        var both = new UserRolesChanged("ann", [Role.Cashier, Role.Accountant], Day);
        Assert.Equal(RefusalCode.PostsApart, roster.Change(both, Day).Refusal?.Code);
        var excepted = roster.Evolve(new PostExceptionStated("ann", [Post.Cashier, Post.Accountant], Day.AddDays(9), "仅一人", null, Day), 2);
        Assert.Null(excepted.Change(both, Day).Refusal);
        // It says nothing of the review, which a cashier doesn't do.
        Assert.Equal(RefusalCode.PostsApart, excepted.Evolve(both, 3).Appoint(Appointed(Post.AccountantReview), Day).Refusal?.Code);

        var held = excepted.Evolve(both, 3);
        foreach (var (days, acts) in new[] { (0, true), (9, true), (10, false) })
        {
            var then = held with { Day = Day.AddDays(days) };
            Assert.Equal((acts, acts), (then.Allows("ann", Role.Cashier), then.Allows("ann", Role.Accountant)));
            Assert.Equal(acts ? 1 : 0, then.HoldersOf(Post.Cashier, null, then.Day).Count());
            Assert.True(then.Allows("ann", Enum.GetValues<Role>()));
        }

        var ended = held.Evolve(new PostExceptionStated("ann", [Post.Accountant, Post.Cashier], Day, "已聘出纳", null, Day), 4);
        Assert.False((ended with { Day = Day.AddDays(1) }).Allows("ann", Role.Cashier));
    }

    [Fact]
    public void Who_was_treasurer_is_both_until_the_row_ends_and_a_federation_may_end_it_sooner_or_later()
    {
        var roster = Of(new UserAdded("bo", [Role.Treasurer], new DateOnly(2024, 1, 1)));
        Assert.True((roster with { Day = LastDayOfTreasurers }).Allows("bo", Role.Cashier));
        Assert.True((roster with { Day = LastDayOfTreasurers }).Allows("bo", Role.Accountant));
        var over = roster with { Day = LastDayOfTreasurers.AddDays(1) };
        Assert.False(over.Allows("bo", Role.Cashier, Role.Accountant));
        Assert.Equal(RefusalCode.PostsApart, over.Add(new UserAdded("cy", [Role.Treasurer], over.Day), over.Day).Refusal?.Code);
        var longer = over.Evolve(new PolicyRowSet("posts.treasurer_is_both", "yes", true, Day, null, "理事会决议", "仅一人", Day), 2);
        Assert.True(longer.Allows("bo", Role.Cashier));
        Assert.Null(longer.Add(new UserAdded("cy", [Role.Treasurer], over.Day), over.Day).Refusal);
        Assert.Equal(RefusalCode.RolesInvalid,
            roster.Add(new UserAdded("cy", [Role.Treasurer, Role.Cashier], Day), Day).Refusal?.Code);
        Assert.Equal(RefusalCode.PostsApart, roster.CheckActing("bo", Post.AccountantReview, "x")?.Code);
        Assert.Null(roster.CheckActing("bo", Post.Accountant, "x"));
    }

    [Fact]
    public void A_post_is_held_once_at_a_time_and_ends_on_a_day_on_which_it_is_held()
    {
        var roster = Of(new UserAdded("ann", [Role.Clerk], Day), Appointed(Post.President, Day, Day.AddDays(10)));
        Assert.Equal(RefusalCode.PostHeld, roster.Appoint(Appointed(Post.President, Day.AddDays(10)), Day).Refusal?.Code);
        Assert.Null(roster.Appoint(Appointed(Post.President, Day.AddDays(11)), Day).Refusal);
        Assert.Equal(RefusalCode.PostNotHeld, roster.End(Ended(Day.AddDays(11)), Day).Refusal?.Code);
        Assert.Null(roster.End(Ended(Day.AddDays(2)), Day).Refusal);
        var ended = roster.Evolve(Ended(Day.AddDays(2)), 3);
        Assert.Single(ended.HoldersOf(Post.President, null, Day.AddDays(2)));
        Assert.Empty(ended.HoldersOf(Post.President, null, Day.AddDays(3)));
        Assert.Empty(ended.Evolve(new UserDisabled("ann", Day), 4).HoldersOf(Post.President, null, Day));

        static PostEnded Ended(DateOnly last) => new("ann", Post.President, null, last, "换届", Day);
    }

    [Fact]
    public void A_committee_is_of_a_fund_and_who_heads_all_projects_heads_each()
    {
        var roster = Of(new UserAdded("ann", [Role.Clerk], Day));
        Assert.Equal(RefusalCode.PostInvalid, roster.Appoint(Appointed(Post.FundCommittee), Day).Refusal?.Code);
        Assert.Equal(RefusalCode.PostInvalid, roster.Appoint(Appointed(Post.Cashier) with { Of = "relief" }, Day).Refusal?.Code);
        Assert.Equal(RefusalCode.PostInvalid,
            roster.Except(new PostExceptionStated("ann", [Post.Cashier, Post.Cashier], Day, "仅一人", null, Day), Day).Refusal?.Code);
        var held = roster.Evolve(Appointed(Post.FundCommittee) with { Of = "relief" }, 2).Evolve(Appointed(Post.ProjectHead), 3);
        Assert.Single(held.HoldersOf(Post.FundCommittee, "relief", Day));
        Assert.Empty(held.HoldersOf(Post.FundCommittee, "other", Day));
        Assert.Single(held.HoldersOf(Post.ProjectHead, "well", Day));
    }

    private static PostAppointed Appointed(Post post, DateOnly? from = null, DateOnly? to = null) => new("ann", post, null, from ?? Day, to, null, Day);

    private static Roster Of(params ILedgerEvent[] events) =>
        events.Prepend(new UserAdded("head", [Role.Administrator], Day)).Aggregate(Roster.Empty with { Day = Day }, (r, e) => r.Evolve(e, 1));
}
