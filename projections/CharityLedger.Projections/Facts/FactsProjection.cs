using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Projections.Facts;

/// <summary>
/// Facts that reports need (报表所需信息): every expense line that the posting rules of the journal make, with the record that it belongs
/// to, and what was stated of records.
/// </summary>
public sealed class FactsProjection : IProjection
{
    /// <summary>Its name.</summary>
    public const string ProjectionName = "Facts";

    private const string SetStated = """
        insert into stated (tenant, record, nature, field, region, recipients, origin, programme, administration, fundraising)
        select * from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::varchar[], $5::varchar[], $6::int[], $7::varchar[],
            $8::int[], $9::int[], $10::int[])
        on conflict (tenant, record) do update set nature = coalesce(excluded.nature, stated.nature),
            field = coalesce(excluded.field, stated.field), region = coalesce(excluded.region, stated.region),
            recipients = coalesce(excluded.recipients, stated.recipients), origin = coalesce(excluded.origin, stated.origin),
            programme = coalesce(excluded.programme, stated.programme),
            administration = coalesce(excluded.administration, stated.administration),
            fundraising = coalesce(excluded.fundraising, stated.fundraising)
        """;

    private static readonly string Stated = EventTypes.AliasOf(typeof(FactsStated));

    public string Name => ProjectionName;

    public int Version => 2;

    /// <summary>Gifts of money, which are most of a log, never are an expense.</summary>
    public IReadOnlyList<string>? Types { get; } =
        [.. PostingRules.Types.Except(EventTypes.AliasesOf(typeof(GiftReceived), typeof(CarryOverPosted))), EventTypes.AliasOf(typeof(FactsStated))];

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var facts = events.Where(e => e.Type != Stated).Select(Posted.Of).ToList();
        var earlier = await EarlierEvents.LoadAsync(facts, writer, ct);
        var rows = new TableRows(
            "expense", "tenant", "position", "line", "record", "kind", "occurred_on", "book", "account", "bucket", "amount");
        foreach (var fact in facts)
        {
            // How much of a movement is restricted decides no line of an expense.
            var movements = fact.Postings.Select(p => new Movement(p, 0)).ToList();
            var line = 0;
            foreach (var entry in fact.Rule.Entries(fact.Event, movements, earlier.For(fact)))
            {
                var account = Chart.Of(entry.Role, fact.Event.OccurredOn);
                if (account.Kind != AccountKind.Expense) continue;
                rows.Row().Text(fact.Stored.Tenant).Long(fact.Stored.Position).Int(++line).Text(RecordOf(fact.Stored)).Text(fact.Stored.Type)
                    .Date(fact.Event.OccurredOn).Text(entry.Bucket.Book).Text(account.Code).Text(entry.Bucket.ToString())
                    .Long(entry.Debit - entry.Credit);
            }
        }

        await writer.CopyAsync(rows, ct);
        await StateAsync(events, writer, ct);
    }

    /// <summary>The record to which an event's expense belongs: what it made, or what it takes back.</summary>
    private static string RecordOf(StoredEvent stored) => stored.Event switch
    {
        PaymentMade e => e.Payment,
        PaymentReversed e => e.Payment,
        GoodsDistributed e => e.Distribution,
        GoodsDistributionReversed e => e.Distribution,
        GoodsSold e => e.Sale,
        GoodsWrittenOff e => e.WriteOff,
        GoodsReturned e => e.Return,
        ServiceReceived e => e.Gift,
        GiftRefunded e => e.Refund,
        MoneyMoved e => e.Move,
        TrustFunded e => e.Contribution,
        TrustFeePaid e => e.Fee,
        TrustDistributed e => e.Distribution,
        TrustDistributionReversed e => e.Distribution,
        TrustEntryReversed e => e.Entry,
        TrustResidueTransferred e => e.Residue,
        AllianceMoneySent e => e.Transfer,
        AllianceGoodsSent e => e.Transfer,
        LotteryExpenditureMade e => e.Expenditure,
        LotteryExpenditureReversed e => e.Expenditure,
        LotteryMoneyRecovered e => e.Recovery,
        VoucherEntered e => e.Voucher,
        VoucherReversed e => e.Voucher,
        _ => stored.Stream,
    };

    private static Task StateAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var stated = new Dictionary<(string Tenant, string Record), ReportFacts>();
        foreach (var stored in events.Where(e => e.Type == Stated))
        {
            var e = (FactsStated)stored.Event;
            foreach (var record in e.Records)
                stated[(stored.Tenant, record)] = e.Facts.Over(stated.GetValueOrDefault((stored.Tenant, record), ReportFacts.None));
        }

        if (stated.Count == 0) return Task.CompletedTask;
        var facts = stated.Values;
        return writer.ExecuteAsync(SetStated,
        [
            stated.Keys.Select(k => k.Tenant).ToArray(), stated.Keys.Select(k => k.Record).ToArray(),
            facts.Select(f => WordOf(f.Nature)).ToArray(), facts.Select(f => WordOf(f.Field)).ToArray(), facts.Select(f => f.Region).ToArray(),
            facts.Select(f => f.Recipients).ToArray(), facts.Select(f => WordOf(f.Origin)).ToArray(),
            facts.Select(f => f.Division?.ProgrammeBasisPoints).ToArray(), facts.Select(f => f.Division?.AdministrationBasisPoints).ToArray(),
            facts.Select(f => f.Division?.FundraisingBasisPoints).ToArray(),
        ], ct);
    }

    private static string? WordOf<T>(T? value) where T : struct, Enum => value is { } known ? Words.Of(known) : null;
}
