using CharityLedger.Contracts;
using CharityLedger.Domain.Campaigns;
using CharityLedger.Domain.Funds;
using CharityLedger.Domain.Projects;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Campaigns;

/// <summary>What a registered campaign or project says to money that names it.</summary>
/// <param name="Refusal">Why it may not; null where it may.</param>
/// <param name="Asserted">Streams that must not have changed when the money moves.</param>
public sealed record Binding(Refusal? Refusal, IReadOnlyList<StreamWrite> Asserted);

/// <summary>Asks campaigns and projects about money that names them.</summary>
public static class Bindings
{
    /// <summary>A gift: the campaign runs on its date, and the project takes money.</summary>
    public static async Task<Binding> BindGiftAsync(
        this Ledger ledger, string tenant, string? campaign, string? project, DateOnly on, CancellationToken ct)
    {
        var asserted = new List<StreamWrite>();
        Refusal? refusal = null;
        // As it will stand in the bucket's id, so that no other spelling passes by the campaign.
        campaign = Restriction.Of(campaign);
        if (campaign is not null && Domain.Check.Id(campaign, "campaign") is null)
        {
            var (state, version, _) = await ledger.LoadAsync<CampaignState>(
                tenant, Streams.Campaign(campaign), Campaign.Evolve, ct);
            refusal = Campaign.Take(campaign, state, on);
            asserted.Add(StreamWrite.Unchanged(Streams.Campaign(campaign), version));
        }

        if (project is not null)
        {
            var (state, version, _) = await ledger.LoadAsync<ProjectState>(
                tenant, Streams.Project(project), Project.Evolve, ct);
            refusal ??= Project.Take(state);
            asserted.Add(StreamWrite.Unchanged(Streams.Project(project), version));
        }

        return new Binding(refusal, asserted);
    }

    /// <summary>A payment for a project, which is under way; asserts nothing where no project is named.</summary>
    public static async Task<Binding> BindPaymentAsync(this Ledger ledger, string tenant, string? project, CancellationToken ct)
    {
        if (project is null) return new Binding(null, []);
        var (state, version, _) = await ledger.LoadAsync<ProjectState>(tenant, Streams.Project(project), Project.Evolve, ct);
        return new Binding(Project.Spend(state), [StreamWrite.Unchanged(Streams.Project(project), version)]);
    }
}
