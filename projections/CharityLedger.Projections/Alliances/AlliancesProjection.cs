using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Alliances;

/// <summary>What federations of the installation agreed on, sent each other and share.</summary>
public sealed class AlliancesProjection : IProjection
{
    private const string AddTransfer =
        "insert into transfer values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::varchar, $11::bigint, 'arrived', $9)";

    public string Name => "Alliances";

    public int Version => 3;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(AllianceAgreed), typeof(AllianceEnded), typeof(AllianceMoneySent), typeof(AllianceMoneyReceived), typeof(AllianceMoneyConfirmed),
        typeof(AllianceGoodsSent), typeof(SharedProjectOpened));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        foreach (var stored in events)
        {
            foreach (var (sql, values) in RowsOf(stored.Event))
                await writer.ExecuteAsync(sql, [stored.Tenant, .. values], ct);
        }
    }

    private static IEnumerable<(string Sql, object[] Values)> RowsOf(ILedgerEvent @event) => @event switch
    {
        AllianceAgreed e => [("""
            insert into agreement values ($1, $2, $3, $4, $5) on conflict (tenant, partner, agreed_on) do update set
                agreement = excluded.agreement, ends_on = excluded.ends_on
            """, [e.Partner, e.Agreement, e.OccurredOn, (object?)e.EndsOn ?? DBNull.Value])],
        AllianceEnded e => [("""
            update agreement set ends_on = $3::date - 1
            where tenant = $1 and partner = $2 and agreed_on <= $3 and coalesce(ends_on >= $3, true)
            """, [e.Partner, e.OccurredOn])],
        AllianceMoneySent e => [(AddTransfer, [e.Transfer, e.To, e.Bucket.ToString(), e.ToBucket.ToString(),
            (object?)e.Project ?? DBNull.Value, e.Purpose, e.AmountFen, e.OccurredOn, DBNull.Value, DBNull.Value])],
        AllianceMoneyReceived { IsExpected: true } e => [(
            "update transfer set status = 'expected', arrived_on = null where receiver = $1 and sender = $2 and transfer = $3", [e.From, e.Transfer])],
        AllianceMoneyConfirmed e => [(
            "update transfer set status = 'arrived', arrived_on = $3 where receiver = $1 and transfer = $2", [e.Transfer, e.ArrivedOn])],
        AllianceGoodsSent e => [(AddTransfer, [e.Transfer, e.To, e.Bucket.ToString(), e.ToBucket.ToString(),
            (object?)e.Project ?? DBNull.Value, e.Purpose, e.ValueFen, e.OccurredOn, e.Gift, e.Quantity])],
        SharedProjectOpened e =>
        [
            ("insert into project values ($1, $2, $3, $4)", [e.Project, e.Name, e.OccurredOn]),
            .. e.Shares.Select(s => ("insert into share values ($1, $2, $3, $4)", (object[])[e.Project, s.Federation, s.AmountFen])),
        ],
        _ => [],
    };
}
