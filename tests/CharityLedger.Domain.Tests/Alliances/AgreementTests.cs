using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Alliances;
using FsCheck;
using FsCheck.Fluent;

namespace CharityLedger.Domain.Tests.Alliances;

/// <summary>Agreements of the same two federations against a set of days.</summary>
public sealed class AgreementTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void Agreements_never_overlap_and_all_of_them_count()
    {
        var wanted = Gen.Choose(0, 40).Two().Select(t => (From: t.Item1, To: t.Item2)).Zip(Gen.Choose(0, 5)).ListOf();
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Arb.From(wanted), steps =>
        {
            var days = new HashSet<int>();
            AgreementState? state = null;
            foreach (var ((from, to), kind) in steps)
            {
                if (kind == 0)
                {
                    var ended = Alliance.End(state, new AllianceEnded("p", "期满", First.AddDays(from)), First.AddDays(99));
                    Assert.Equal(days.Contains(from), ended.Refusal is null);
                    if (ended.Refusal is not null) continue;
                    // An agreement's days hang together only up to the first day that it lacks, or another one begins on.
                    var term = state!.Terms.Single(t => t.Covers(First.AddDays(from)));
                    days.RemoveWhere(d => d >= from && term.Covers(First.AddDays(d)));
                    state = Alliance.Evolve(state, ended.Value);
                    continue;
                }

                var asked = Enumerable.Range(from, Math.Max(0, to - from + 1)).ToList();
                var agreed = Alliance.Agree(state, new AllianceAgreed("p", "号", First.AddDays(to), First.AddDays(from)), "self", true, First.AddDays(99));
                Assert.Equal(asked.Count > 0 && !asked.Exists(days.Contains), agreed.Refusal is null);
                if (agreed.Refusal is not null) continue;
                days.UnionWith(asked);
                state = Alliance.Evolve(state, agreed.Value);
            }

            return Enumerable.Range(-1, 45).All(d => days.Contains(d) == (state?.Covers(First.AddDays(d)) is true));
        }));
    }

    [Fact]
    public void One_without_end_leaves_room_only_before_it()
    {
        var state = Alliance.Evolve(null, new AllianceAgreed("p", "号", null, First.AddDays(10)));
        Assert.Equal(RefusalCode.PeriodInvalid, Agree(state, 500, null));
        Assert.Equal(RefusalCode.PeriodInvalid, Agree(state, 0, null));
        Assert.Equal(RefusalCode.PeriodInvalid, Agree(state, 0, 10));
        Assert.Null(Agree(state, 0, 9));

        static RefusalCode? Agree(AgreementState? state, int from, int? to) => Alliance.Agree(state,
            new AllianceAgreed("p", "号", to is null ? null : First.AddDays(to.Value), First.AddDays(from)), "self", true, First.AddDays(999)).Refusal?.Code;
    }
}
