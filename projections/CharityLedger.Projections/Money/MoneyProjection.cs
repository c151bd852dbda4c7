using System.Runtime.InteropServices;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Projections.Money;

/// <summary>Where the money of the books lies: the register of money accounts, what went each way on each day, and what moves between
/// the accounts.</summary>
public sealed class MoneyProjection : IProjection
{
    private const string AddToDays = """
        insert into way_day as t (tenant, book, account, way, day, amount, closing)
        select u.*, (select coalesce(max(a.closed_at), 0) from account a where a.tenant = u.tenant)
        from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::varchar[], $5::date[], $6::bigint[])
            as u (tenant, book, account, way, day, amount)
        on conflict (tenant, book, account, way, day, closing) do update set amount = t.amount + excluded.amount
        """;

    private static readonly string[] Register = [.. EventTypes.AliasesOf(typeof(MoneyAccountOpened), typeof(MoneyAccountClosed))];

    public string Name => "Money";

    public int Version => 7;

    public IReadOnlyList<string>? Types { get; } = [.. PostingRules.Types, .. Register];

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        // What came before a change of the register is added before it is made.
        var start = 0;
        for (var i = 0; i <= events.Count; i++)
        {
            if (i < events.Count && !Register.Contains(events[i].Type)) continue;
            await AddAsync([.. events.Skip(start).Take(i - start).Select(Posted.Of)], writer, ct);
            if (i < events.Count) await RegisterAsync(events[i], writer, ct);
            start = i + 1;
        }

        await MovesAsync(events, writer, ct);
    }

    private static async Task AddAsync(IReadOnlyList<Posted> facts, ProjectionWriter writer, CancellationToken ct)
    {
        var earlier = await EarlierEvents.LoadAsync(facts, writer, ct);
        var sums = new Dictionary<Way, long>();
        foreach (var fact in facts)
        {
            var told = earlier.For(fact);
            // What of it is restricted is nothing to an account of money.
            foreach (var entry in fact.Rule.Entries(fact.Event, [.. fact.Postings.Select(p => new Movement(p, 0))], told))
            {
                if (entry.Role is not (AccountRole.Cash or AccountRole.Bank or AccountRole.OtherMoney)) continue;
                var on = fact.Event.OccurredOn;
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, new Way(fact.Stored.Tenant,
                    entry.Bucket.Book, Chart.Of(entry.Role, on).Code, WayOf(fact.Event, told, entry), on), out _);
                sum += entry.Debit - entry.Credit;
            }
        }

        if (sums.Count > 0) await writer.ExecuteAsync(AddToDays, [
            sums.Keys.Select(k => k.Tenant).ToArray(), sums.Keys.Select(k => k.Book).ToArray(), sums.Keys.Select(k => k.Account).ToArray(),
            sums.Keys.Select(k => k.Name).ToArray(), sums.Keys.Select(k => k.Day).ToArray(), sums.Values.ToArray()], ct);
    }

    /// <summary>What the event says of the account that a line of its voucher concerns; the word of its kind where it says nothing,
    /// or what the books took for another kind.</summary>
    private static string WayOf(IDated @event, Told told, Entry entry)
    {
        var said = @event switch
        {
            GiftReceived e => e.Channel,
            // In red: as if it had not come, unless its terms name another platform. Any other refund is paid from where its terms
            // say, or from the bank.
            GiftRefunded refund when entry.Debit < 0 && told.Origin is GiftReceived e && Channels.RoleOf(e.Channel) == entry.Role
                && (refund.TermsIn(told.Before) is not { } terms || terms.Account == Channels.AccountOf(e.Channel)) => e.Channel,
            GiftRefunded e when e.TermsIn(told.Before) is { } terms => Channels.WordOf(terms.Account),
            RefundPaid e => Channels.WordOf(e.Account),
            PaymentMade or PaymentReversed when told.Origin is PaymentTermsStated e => e.NamedAccount ?? Channels.WordOf(e.Account),
            MoneyMoved e => entry.Credit != 0 ? From(e) : e.OnTheWay ? Channels.OnTheWay : To(e),
            MoneyMoveArrived when told.Origin is MoneyMoved e => entry.Credit != 0 ? Channels.OnTheWay : To(e),
            MoneyMoveReturned when told.Origin is MoneyMoved e => entry.Credit != 0 ? Channels.OnTheWay : From(e),
            AllianceMoneyReceived { IsExpected: true } => Channels.OnTheWay,
            AllianceMoneyConfirmed e => entry.Credit != 0 ? Channels.OnTheWay : e.NamedAccount ?? Channels.WordOf(e.Account),
            _ => null,
        };
        return said ?? Channels.WordOf(entry.Role);
    }

    private static string From(MoneyMoved move) => move.NamedFrom ?? Channels.WordOf(move.From);

    private static string To(MoneyMoved move) => move.NamedTo ?? Channels.WordOf(move.To);

    /// <summary>The moves between own accounts, and how they ended.</summary>
    private static async Task MovesAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        const string end = "update move set status = $3, ended_on = $4, end_reference = $5, reason = $6 where tenant = $1 and move = $2";
        foreach (var stored in events)
        {
            (string Sql, object?[] Values)? row = stored.Event switch
            {
                MoneyMoved e => ("insert into move values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, null, null)", [
                    e.Move, stored.Position, Channels.WordOf(e.From), e.NamedFrom, Channels.WordOf(e.To), e.NamedTo, e.AmountFen, e.FeeFen, e.Purpose,
                    e.Reference, e.LeftOn ?? e.OccurredOn, e.OnTheWay ? Channels.OnTheWay : "arrived", e.OnTheWay ? null : e.OccurredOn]),
                MoneyMoveArrived e => (end, [e.Move, "arrived", e.ArrivedOn, e.Reference, null]),
                MoneyMoveReturned e => (end, [e.Move, "returned", e.ReturnedOn, e.Reference, e.Reason]),
                _ => null,
            };
            if (row is { } r) await writer.ExecuteAsync(r.Sql, [stored.Tenant, .. r.Values.Select(v => v ?? DBNull.Value)], ct);
        }
    }

    private static Task RegisterAsync(StoredEvent stored, ProjectionWriter writer, CancellationToken ct) => stored.Event switch
    {
        MoneyAccountOpened e => writer.ExecuteAsync("insert into account values ($1, $2, $3, $4, $5, $6, $7, $8, null, null)",
            [stored.Tenant, stored.Position, e.Account, e.Name, Channels.WordOf(e.Kind), e.Book, (object?)e.NumberEnd ?? DBNull.Value, e.OccurredOn], ct),
        MoneyAccountClosed e => writer.ExecuteAsync("update account set closed_on = $3, closed_at = $4 where tenant = $1 and code = $2",
            [stored.Tenant, e.Account, e.OccurredOn, stored.Position], ct),
        _ => throw new InvalidOperationException($"{stored.Type} is nothing of the register."),
    };

    private readonly record struct Way(string Tenant, string Book, string Account, string Name, DateOnly Day);
}
