using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Traces;

namespace CharityLedger.Server.Donations;

/// <summary>
/// Traces as commands need them: of all that is in the log now. Which money is somebody's own is read from them; the core
/// proves, under its lock, that it still is.
/// </summary>
public sealed class TraceReading(ProjectionEngine projections, GiftTraceQuery traces)
{
    /// <summary>The trace of a gift, null where there is none; refused where it is not up to date in time.</summary>
    public Task<Result<GiftTrace?>> OfGiftAsync(string tenant, string gift, CancellationToken ct) =>
        ReadAsync(() => traces.OfGiftAsync(tenant, gift, ct), ct);

    /// <summary>The trace of what came into a trust, null where nothing did; refused where it is not up to date in time.</summary>
    public Task<Result<GiftTrace?>> OfTrustEntryAsync(string tenant, string entry, CancellationToken ct) =>
        ReadAsync(() => traces.OfTrustEntryAsync(tenant, entry, ct), ct);

    private async Task<Result<GiftTrace?>> ReadAsync(Func<Task<GiftTrace?>> read, CancellationToken ct) =>
        await projections.CatchUpAsync(GiftTraceProjection.ProjectionName, ct)
            ? await read()
            : new Refusal(RefusalCode.PositionNotReached, "The traces are not up to date; try again.");
}
