using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Users;
using FsCheck;
using FsCheck.Fluent;

namespace CharityLedger.Domain.Tests.Approvals;

/// <summary>Several persons and one request, in every order.</summary>
public sealed class ApprovalTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly string[] People = ["ann", "bo", "chen", "deng", "er"];
    private static readonly JsonElement Input = JsonSerializer.SerializeToElement(new { amountFen = 1 });

    /// <summary>What was accepted, in order, and who had an interest at that moment.</summary>
    private sealed record Accepted(char Kind, string By, HashSet<string> Conflicted);

    [Fact]
    public void Whatever_the_order_nobody_acts_alone_and_nothing_runs_twice_or_without_its_approvals()
    {
        var executed = 0;
        var step = from op in Gen.Choose(0, 99) from who in Gen.Choose(0, 99) select (op, who);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(step.ListOf().ToArbitrary(), list =>
        {
            var steps = list.ToList();
            var history = Play(steps);
            executed += history.Count(a => a.Kind == 'x');
            return Holds(history, needed: steps.Count % 3 + 1);
        }));
        Assert.True(executed > 50, "Hardly any history came to its end.");
    }

    [Fact]
    public void An_approval_counts_as_long_as_who_gave_it_is_an_approver()
    {
        var roster = People.Aggregate(Roster.Empty, (r, p) => r.Evolve(new UserAdded(p, [Role.Approver, Role.Treasurer], Day), 1));
        var state = Approval.Evolve(null, new ActionRequested("r", "pay", null, Input, 1, [], 1, "ann", Day));
        var approved = Approval.Approve(state, new ActionApproved("r", "bo", Day), roster, ApprovalRoutes.None);
        state = Approval.Evolve(state, approved.Value);
        Assert.Null(Approval.Execute(state, new ActionExecuted("r", "chen", Day), roster, ApprovalRoutes.None).Refusal);
        var later = roster.Evolve(new UserRolesChanged("bo", [Role.Clerk], Day), 2);
        Assert.Equal(RefusalCode.ApprovalsMissing, Approval.Execute(state, new ActionExecuted("r", "chen", Day), later, ApprovalRoutes.None).Refusal!.Code);
        Assert.Equal(RefusalCode.NotAllowed, Approval.Approve(state, new ActionApproved("r", "bo", Day), later, ApprovalRoutes.None).Refusal!.Code);
    }

    private static List<Accepted> Play(IReadOnlyList<(int Op, int Who)> steps)
    {
        var roster = People.Aggregate(Roster.Empty, (r, p) =>
            r.Evolve(new UserAdded(p, [Role.Clerk, Role.Approver, Role.Treasurer, Role.Administrator], Day), 1));
        RequestState? state = null;
        var conflicted = new HashSet<string>();
        var history = new List<Accepted>();
        foreach (var (op, who) in steps)
        {
            var by = People[who % People.Length];
            switch (op % 10)
            {
                case 0 when state is null:
                    Take('a', by, Approval.Ask(new ActionRequested("r", "pay", null, Input, 1, ["某 公司"], steps.Count % 3 + 1, by, Day), roster));
                    break;
                case 1 or 2 or 3 or 4:
                    Take('y', by, Approval.Approve(state, new ActionApproved("r", by, Day), roster, ApprovalRoutes.None));
                    break;
                case 5 when who % 7 == 0:
                    Take('n', by, Approval.Reject(state, new ActionRejected("r", by, "不妥", Day), roster));
                    break;
                case 6 when who % 4 == 0 && roster.Declare(new InterestDeclared(by, "某公司", "亲属", Day), Day) is { Refusal: null } declared:
                    roster = roster.Evolve(declared.Value, 2);
                    conflicted.Add(by);
                    break;
                case 7 when roster.End(new InterestEnded(by, "某公司", "已离职", Day), Day) is { Refusal: null } ended:
                    roster = roster.Evolve(ended.Value, 3);
                    conflicted.Remove(by);
                    break;
                case 8 or 9:
                    Take('x', by, Approval.Execute(state, new ActionExecuted("r", by, Day), roster, ApprovalRoutes.None));
                    break;
            }
        }

        return history;

        void Take<T>(char kind, string by, Result<T> decision)
            where T : ILedgerEvent
        {
            if (decision.Refusal is not null) return;
            state = Approval.Evolve(state, decision.Value);
            history.Add(new Accepted(kind, by, [.. conflicted]));
        }
    }

    /// <summary>The rule itself, said of a finished history without the product's code.</summary>
    private static bool Holds(List<Accepted> history, int needed)
    {
        var asked = history.Where(a => a.Kind == 'a').Select(a => a.By).ToList();
        var approvers = history.Where(a => a.Kind == 'y').Select(a => a.By).ToList();
        var ends = history.Count(a => a.Kind is 'x' or 'n');
        var holds = asked.Count <= 1 && ends <= 1 && approvers.Distinct().Count() == approvers.Count && !approvers.Intersect(asked).Any()
            && history.All(a => a.Kind == 'n' || !a.Conflicted.Contains(a.By));
        if (ends == 1) holds &= history[^1].Kind is 'x' or 'n';
        if (history.Find(a => a.Kind == 'x') is not { } run) return holds;
        return holds && asked.Count == 1 && approvers.Count >= needed && !approvers.Contains(run.By)
            && !approvers.Concat(asked).Append(run.By).Intersect(run.Conflicted).Any();
    }

    [Theory]
    [InlineData("某医院", "某 医院", true)]
    [InlineData("ABC Ｌtd", "abc ltd", true)]
    [InlineData("某医院", "某医院分院", false)]
    public void A_party_is_the_same_however_it_is_written(string declared, string payee, bool same)
    {
        var roster = Roster.Empty.Evolve(new UserAdded("ann", [Role.Administrator], Day), 1)
            .Evolve(new InterestDeclared("ann", declared, "理事", Day), 2);
        Assert.Equal(same ? RefusalCode.ConflictOfInterest : null, roster.CheckInterests(["ann"], [payee])?.Code);
    }
}
