using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Trusts;

/// <summary>Charitable trusts (慈善信托) and what moved in each, year by year.</summary>
public sealed class TrustsProjection : IProjection
{
    private const string AddToYears = """
        insert into year as t values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (tenant, trust, year) do update set
            contributed = t.contributed + excluded.contributed, earned = t.earned + excluded.earned,
            fees = t.fees + excluded.fees, distributed = t.distributed + excluded.distributed,
            handed_on = t.handed_on + excluded.handed_on
        """;

    public string Name => "Trusts";

    public int Version => 2;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(TrustEstablished), typeof(TrustFiled), typeof(TrustContributionReceived), typeof(TrustFunded),
        typeof(TrustIncomeReceived), typeof(TrustFeePaid), typeof(TrustDistributed), typeof(TrustDistributionReversed), typeof(TrustEntryReversed),
        typeof(TrusteeChanged), typeof(TrustReported), typeof(TrustTerminated), typeof(TrustResidueTransferred));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        foreach (var stored in events)
        {
            var @event = stored.Event;
            if (RowOf(@event) is var (sql, values)) await writer.ExecuteAsync(sql, [stored.Tenant, .. values], ct);
            foreach (var (trust, m) in Moves(@event))
            {
                await writer.ExecuteAsync(AddToYears, [stored.Tenant, trust, ((IDated)@event).OccurredOn.Year,
                    m.Contributed, m.Earned, m.Fees, m.Distributed, m.HandedOn], ct);
            }
        }
    }

    private static (string Sql, object[] Values)? RowOf(ILedgerEvent @event) => @event switch
    {
        TrustEstablished e => ("insert into trust values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            [e.Trust, e.Name, Words.Of(e.Role), OrNull(e.Trustee), OrNull(e.Supervisor), e.Purpose, e.Scope, e.OccurredOn,
                OrNull(e.EndsOn)]),
        TrustFiled { Cause: TrustFilingCause.Establishment } e => (
            "update trust set filing_number = $3, filed_on = coalesce(filed_on, $4) where tenant = $1 and trust = $2",
            [e.Trust, e.Number, e.OccurredOn]),
        TrustFiled { Cause: TrustFilingCause.NewTrustee } e => (
            "update trust set filing_number = $3, refiled_on = $4 where tenant = $1 and trust = $2", [e.Trust, e.Number, e.OccurredOn]),
        TrusteeChanged e => (
            "update trust set role = $3, trustee = $4, trustee_since = $5, refiled_on = null where tenant = $1 and trust = $2",
            [e.Trust, Words.Of(e.Role), OrNull(e.Trustee), e.OccurredOn]),
        TrustReported { Kind: TrustReportKind.Termination } e => (
            "update trust set end_reported_on = coalesce(end_reported_on, $3) where tenant = $1 and trust = $2",
            [e.Trust, e.OccurredOn]),
        TrustTerminated e => ("update trust set ended_on = $3 where tenant = $1 and trust = $2", [e.Trust, e.OccurredOn]),
        _ => null,
    };

    private static IEnumerable<(string Trust, Moved Moved)> Moves(ILedgerEvent @event) => @event switch
    {
        TrustContributionReceived e => [(e.Trust, new(Contributed: e.AmountFen))],
        TrustFunded e => [(e.Trust, new(Contributed: e.AmountFen))],
        TrustIncomeReceived e => [(e.Trust, new(Earned: e.AmountFen))],
        TrustFeePaid e => [(e.Trust, new(Fees: e.AmountFen))],
        TrustDistributed e => [(e.Trust, new(Distributed: e.AmountFen))],
        TrustDistributionReversed e => [(e.Trust, new(Distributed: -e.AmountFen))],
        TrustEntryReversed { Kind: TrustEntryKind.Income } e => [(e.Trust, new(Earned: -e.AmountFen))],
        TrustEntryReversed { Kind: TrustEntryKind.Fee } e => [(e.Trust, new(Fees: -e.AmountFen))],
        TrustEntryReversed e => [(e.Trust, new(Contributed: -e.AmountFen))],
        TrustResidueTransferred e => e.To.Trust is { } other
            ? [(e.Trust, new(HandedOn: e.AmountFen)), (other, new(Contributed: e.AmountFen))]
            : [(e.Trust, new(HandedOn: e.AmountFen))],
        _ => [],
    };

    private static object OrNull(object? value) => value ?? DBNull.Value;

    private sealed record Moved(
        long Contributed = 0, long Earned = 0, long Fees = 0, long Distributed = 0, long HandedOn = 0);
}
