using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Dossier;

/// <summary>
/// The dossier (档案) of a federation: its events of plans, agreements and duties, which are few, apart from the many gifts
/// and payments. Whoever reads it folds them with the rules of the domain.
/// </summary>
public sealed class DossierProjection : IProjection
{
    public string Name => "Dossier";

    public int Version => 4;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(FederationRegistered), typeof(FundEstablished), typeof(FundTermsStated), typeof(FundAmended), typeof(FundClosed), typeof(PolicyRowSet),
        typeof(FundraisingQualified),
        typeof(CampaignPlanned), typeof(CampaignFiled), typeof(CampaignAmended), typeof(CampaignClosed), typeof(ProjectProposed),
        typeof(ProjectAmended),
        typeof(ProjectEvaluated), typeof(ProjectAdvanced), typeof(MilestoneReached), typeof(ProjectClosed),
        typeof(DutyRaised), typeof(DutyMet), typeof(LotteryIndicatorIssued), typeof(LotteryIndicatorDecomposed),
        typeof(LotteryExpenditureMade), typeof(LotteryExpenditureReversed), typeof(LotteryMoneyRecovered),
        typeof(TrustEstablished), typeof(TrustFiled), typeof(TrusteeChanged), typeof(TrustReported),
        typeof(TrustTerminated), typeof(UseChanged), typeof(GiftHeldForScreening), typeof(ScreeningDecided),
        typeof(RegisterEntered), typeof(RegisterChanged), typeof(RegisterEnded));

    public Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var entries = new TableRows("entry", "tenant", "position", "stream", "type", "data");
        foreach (var stored in events)
        {
            entries.Row().Text(stored.Tenant).Long(stored.Position).Text(stored.Stream).Text(stored.Type)
                .Text(Encoding.UTF8.GetString(stored.Data.Span));
        }

        return writer.CopyAsync(entries, ct);
    }
}
