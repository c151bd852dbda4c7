using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Alliances;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Alliances;

/// <summary>Opens a project that several federations share (共同项目).</summary>
public static class OpenSharedProject
{
    /// <param name="Project">Id within this federation, which leads it.</param>
    /// <param name="Name">Public name.</param>
    /// <param name="Shares">What each federation brings, this one among them.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(string Project, string Name, IReadOnlyList<ProjectShare> Shares, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/shared-projects", Http).AsCommand(Role.Clerk)
        .WithName("OpenSharedProject").WithTags("alliances").WithSummary("Open a project with other federations (共同项目)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request r, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var stream = Streams.SharedProject(r.Project);
        var (_, version, _) = await ledger.LoadAsync<object>(tenant, stream, (s, _) => s, ct);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var federation in r.Shares.Take(Alliance.MostShares).Select(s => s.Federation).Distinct())
            if (await AgreeAlliance.ExistsAsync(ledger, federation, ct)) known.Add(federation);
        var decision = Alliance.Open(new SharedProjectOpened(r.Project, r.Name, r.Shares, r.OccurredOn), version > 0, tenant, known,
            ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(r), r.Project, stream, ExpectedVersion.NoStream, decision, _ => [], ct: ct))
            .ToHttp("shared-projects");
    }
}
