using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Tests;

/// <summary>
/// A projection made for tests of the engine: it notes every event, without any key that would hide a repetition; its
/// later
/// versions note the version, too, and a test can step in at the end of a batch.
/// </summary>
public sealed class TypeCount(int version = 1, string name = "TypeCount") : IProjection
{
    public string Name => name;

    public int Version => version;

    public IReadOnlyList<string>? Types => null;

    public Func<IReadOnlyList<StoredEvent>, Task> AtTheEnd { get; set; } = _ => Task.CompletedTask;

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var rows = new TableRows("noted", "position", "type", "version");
        foreach (var stored in events) rows.Row().Long(stored.Position).Text(stored.Type).Int(version);
        await writer.CopyAsync(rows, ct);
        await AtTheEnd(events);
    }
}
