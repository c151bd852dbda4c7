using CharityLedger.Contracts;
using CharityLedger.Testing;
using FsCheck;
using FsCheck.Fluent;
using Interval = CharityLedger.Contracts.Interval;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>Random commands, in random groups, through two hosts in turns, against the model.</summary>
public sealed class CoreModelTests
{
    private static readonly Gen<string> Pot = Gen.Elements("a", "b", "b+x");

    [Fact(Timeout = Patience)]
    public async Task Any_commands_in_any_groups_through_any_host_do_what_the_model_says()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var one = database.Open();
        await using var other = database.Open();
        await using var gates = new Gates(new AppendGate(database, one), new AppendGate(database, other));
        var (run, kinds) = (0, new HashSet<string>());
        Task Holds(Group[] groups) => CompareAsync(database, gates, $"run {++run}", groups, kinds);

        await Task.Run(() => Prop.ForAll(Arb.From(Groups, Smaller), groups => Holds(groups).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(40)), TestContext.Current.CancellationToken);

        Assert.Equal(["Appended", .. Enum.GetNames<AppendRefusal>().Order()], kinds.Order());
    }

    private static async Task CompareAsync(
        LedgerDatabase database, Gates gates, string tenant, Group[] groups, HashSet<string> kinds)
    {
        var model = new CoreModel();
        var trial = new LedgerTrial(database.Source, TimeProvider.System);
        foreach (var group in groups)
        {
            var commands = group.Commands.Select(c => c with { Tenant = tenant }).ToList();
            // Whoever is the first of a group finds what a trial found right before.
            var tried = commands.Count == 0 ? null : await trial.RunAsync(commands[0], TestContext.Current.CancellationToken);
            var answers = await (group.First ? gates.One : gates.Other).TogetherAsync(commands);
            Assert.Equal(commands.Select(model.Answer), await SaidAsync(database, tenant, answers));
            if (tried is not null) Assert.Equal(Outcome(answers[0].Result), Outcome(tried.Result));
            kinds.UnionWith(answers.Select(a => a.Result is AppendResult.Refused refused ? refused.Reason.ToString() : "Appended"));
        }

        var log = (await database.LogAsync()).Where(e => e.Tenant == tenant)
            .Select(e => $"{e.Stream} {e.Version} {e.Headers.Key}: "
                + string.Join("; ", [.. (e.Headers.Postings ?? []).Select(CoreModel.Line), .. (e.Headers.Reservations ?? []).Select(CoreModel.Line)]));
        Assert.Equal(model.Log, log);
        var digests = await database.RowsAsync($"select contact || ' ' || digest from charity.contact_digest where tenant = '{tenant}'");
        Assert.Equal(model.Contacts, digests.Select(r => (string)r[0]!).Order(StringComparer.Ordinal));
        var floors = await database.RowsAsync($"select id, floor::int from charity.bucket where tenant = '{tenant}' and floor > 0");
        Assert.Equal(model.Reserved.Where(r => r.Value > 0).OrderBy(r => r.Key, StringComparer.Ordinal),
            floors.Select(r => KeyValuePair.Create((string)r[0]!, (int)r[1]!)).OrderBy(r => r.Key, StringComparer.Ordinal));
        var balances = await database.RowsAsync($"""
            select id, (in_total - pointer - coalesce((select sum(h.u - h.l) from
                (select holes[i] as l, holes[i + 1] as u from generate_series(1, cardinality(holes), 2) i) h), 0))::int
            from charity.bucket where tenant = '{tenant}'
            """);
        Assert.Equal(model.Balances.Where(b => b.Value > 0).OrderBy(b => b.Key, StringComparer.Ordinal),
            balances.Select(r => KeyValuePair.Create((string)r[0]!, (int)r[1]!)).Where(b => b.Value > 0)
                .OrderBy(b => b.Key, StringComparer.Ordinal));
    }

    /// <summary>An answer but for where it stands: what keeps a group together takes a place of its own.</summary>
    private static string Outcome(AppendResult? result) =>
        result is AppendResult.Appended done ? $"{done.Last - done.First + 1} events, again: {done.IsRepeat}" : Said(result);

    /// <summary>Answers in the model's words: positions counted among the federation's own events.</summary>
    private static async Task<List<string>> SaidAsync(LedgerDatabase database, string tenant, Answer[] answers)
    {
        var own = (await database.RowsAsync($"select seq_id from ledger.mt_events where tenant_id = '{tenant}' order by seq_id"))
            .Select((r, i) => ((long)r[0]!, i + 1)).ToDictionary();
        return [.. answers.Select(a => a.Result switch
        {
            AppendResult.Appended done => $"appended {own[done.First]}-{own[done.Last]}",
            AppendResult.Refused refused => $"refused {refused.Reason} {refused.Subject}",
            _ => a.Error!.ToString(),
        })];
    }

    private static Gen<PostingRequest> Single =>
        Gen.Frequency(
            (6, from bucket in Pot from fen in Gen.Choose(0, 30) select In(bucket, fen)),
            (5, from bucket in Pot from fen in Gen.Choose(0, 20) select Out(bucket, fen)),
            (3, from bucket in Pot from positions in Gen.NonEmptyListOf(Positions) select Take(bucket, positions.Take(3))),
            (1, from bucket in Pot from offset in Positions select Return(bucket, offset)));

    private static Gen<Interval> Positions =>
        from start in Gen.Choose(0, 60) from length in Gen.Choose(1, 8) select new Interval(start, start + length);

    private static Gen<PostingRequest[]> Postings => Gen.Frequency(
        (1, Gen.Constant(Array.Empty<PostingRequest>())),
        (4, Single.Select(p => new[] { p })),
        (1, Single.Two().Select(p => new[] { p.Item1, p.Item2 })),
        (2, from source in Pot from target in Pot from fen in Gen.Choose(1, 20)
            select new[] { Out(source, fen), new PostingRequest.TransferIn(target.AsBucket(), 0) }),
        (1, from source in Pot from target in Pot from part in Positions
            select new[] { Take(source, [part]), new PostingRequest.Return(target.AsBucket(), new OutflowPart(1, 0, part), 0) }));

    private static Gen<Reservation[]> Reservations => Gen.Frequency(
        (3, Gen.Constant(Array.Empty<Reservation>())),
        (2, from pots in Pot.NonEmptyListOf()
            from fen in Gen.Choose(-12, 12)
            where fen != 0
            select pots.Distinct().Take(2).Select((p, i) => new Reservation(p.AsBucket(), i == 0 ? fen : -fen)).ToArray()));

    private static Gen<StreamWrite> AnyWrite =>
        from stream in Gen.Choose(0, 7)
        from expected in Gen.Elements(-1, -1, 0, 0, 1, 2)
        from postings in Postings.ListOf().Select(l => l.Take(3))
        from reservations in Reservations
        select Write($"gift-{stream}", new ExpectedVersion(expected),
            [.. postings.Select((p, i) => i == 0 ? Event(p) with { Reservations = reservations } : Event(p))]);

    private static Gen<AppendCommand> AnyCommand =>
        from key in Gen.Choose(0, 40)
        from input in Gen.Frequency((9, Gen.Constant("the same")), (1, Gen.Constant("other")))
        from writes in Gen.NonEmptyListOf(AnyWrite).Select(w => w.Take(3).ToList())
        from guards in Gen.Frequency((9, Gen.Constant(-1)), (1, Gen.Choose(0, 4)))
        from donor in Gen.Frequency((5, Gen.Constant(-1)), (1, Gen.Choose(0, 9)))
        from contact in Gen.Frequency((4, Gen.Constant<ContactDigests?>(null)), (2, AnyContact.Select(c => (ContactDigests?)c)))
        where writes.Sum(w => w.Events.Count) > 0
        select Command($"key {key}", writes, input) with
        {
            Guards = guards < 0 ? [] : [guards < 3 ? new ReturnsGuard("a".AsBucket(), guards) : new EmptyGuard("b".AsBucket())],
            DonorKeys = donor < 0 ? [] : [new DonorKey($"donor {donor}", [1])],
            ContactDigests = contact is null ? [] : [contact],
        };

    private static Gen<ContactDigests> AnyContact =>
        from contact in Gen.Choose(0, 3)
        from identifiers in Gen.Choose(0, 3).ListOf()
        from kin in Gen.Frequency((4, Gen.Constant(-1)), (1, Gen.Choose(0, 3)))
        select new ContactDigests($"contact {contact}",
            [.. identifiers.Distinct().Select(i => new ContactDigest(DigestKind.Identifier, new Guid(i, 0, 0, new byte[8])))])
        {
            Replaces = true, Kin = kin < 0 ? new HashSet<string>() : [$"contact {kin}"],
        };

    private static Gen<Group[]> Groups =>
        (from first in Gen.Elements(true, true, true, false)
         from commands in Gen.NonEmptyListOf(AnyCommand)
         select new Group(first, [.. commands.Take(8)])).ArrayOf();

    private static IEnumerable<Group[]> Smaller(Group[] groups) =>
        groups.Select((g, i) => groups.Where((_, n) => n != i).ToArray()).Concat(
            groups.SelectMany((g, i) => g.Commands.Select((_, c) => groups.Select((other, n) => n == i
                ? other with { Commands = [.. other.Commands.Where((_, m) => m != c)] } : other).ToArray())));

    private static PostingRequest Take(string bucket, IEnumerable<Interval> positions) =>
        new PostingRequest.Take(bucket.AsBucket(), [.. positions]);

    private static PostingRequest Return(string bucket, Interval offset) =>
        new PostingRequest.Return(bucket.AsBucket(), new OutflowPart(1, 0, offset));

    /// <summary>Commands that are committed together, by the first host or the other.</summary>
    private sealed record Group(bool First, AppendCommand[] Commands)
    {
        public override string ToString() => (First ? "first host: " : "other host: ") + string.Join(" | ", Commands.Select(c =>
            $"{c.Key} " + string.Join(", ", c.Writes.Select(w => $"{w.Stream}@{w.Expected.Value}[{string.Join(";", w.Events.SelectMany(e => e.Postings))}]"))));
    }

    private sealed record Gates(AppendGate One, AppendGate Other) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await One.DisposeAsync();
            await Other.DisposeAsync();
        }
    }
}
