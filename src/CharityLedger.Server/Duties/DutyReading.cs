using CharityLedger.Contracts;
using CharityLedger.Domain.Campaigns;
using CharityLedger.Domain.Duties;
using CharityLedger.Domain.Funds;
using CharityLedger.Domain.Projects;
using CharityLedger.EventStore;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Dossier;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Regulation;

namespace CharityLedger.Server.Duties;

/// <summary>Computes a federation's calendar of duties from its dossier, and from its users' streams.</summary>
public sealed class DutyReading(
    Ledger ledger, DossierQuery dossier, BalancesQuery balances, ProjectionEngine projections, EventReader reader)
{
    /// <summary>The calendar until a day, at most ten years from today; one year where null.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="until">Recurring duties are shown until this day.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <param name="on">The day that is taken for today.</param>
    public async Task<IReadOnlyList<Duty>> ReadAsync(string tenant, DateOnly? until, CancellationToken ct, DateOnly? on = null)
    {
        var today = on ?? ledger.Today;
        var policy = await ledger.PolicyAsync(tenant, ct);
        var entries = await dossier.ReadAsync(tenant, ct: ct);
        var users = await reader.ReadStreamsOfAsync(tenant, Streams.TypeOf(Streams.User("")), ct);
        var funds = Fold<FundState>("fund-", Fund.Evolve);
        var last = until ?? today.AddYears(1);
        var latest = today.AddYears(10);
        return DutyCalendar.Of(new DutyInput(policy, today, last < latest ? last : latest,
            [.. entries.Select(e => e.Event), .. users.Select(e => e.Event)], Fold<CampaignState>("campaign-", Campaign.Evolve),
            Fold<ProjectState>("project-", Project.Evolve),
            await FundYears.ReadAsync(tenant, funds, policy, today, balances, ct)));

        IReadOnlyList<T> Fold<T>(string kind, Func<T?, Contracts.Events.ILedgerEvent, T?> evolve) where T : class =>
        [
            .. entries.Where(e => e.Stream.StartsWith(kind, StringComparison.Ordinal)).GroupBy(e => e.Stream)
                .Select(g => g.Aggregate((T?)null, (s, e) => evolve(s, e.Event))).OfType<T>(),
        ];
    }

    /// <summary>Waits until the dossier holds everything; false where it doesn't in time.</summary>
    public Task<bool> IsUpToDateAsync(CancellationToken ct) => projections.CatchUpAsync("Dossier", ct);
}
