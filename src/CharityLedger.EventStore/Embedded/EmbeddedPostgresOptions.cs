namespace CharityLedger.EventStore.Embedded;

/// <summary>What an embedded server needs to know.</summary>
/// <param name="DataFolder">The ledger's data folder; created where absent.</param>
public sealed record EmbeddedPostgresOptions(string DataFolder)
{
    /// <summary>
    /// False gives up durability for speed (fsync and full_page_writes off): for throwaway test data only.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>
    /// Where the binaries are: a folder, or <c>npm</c> for the pinned npm package; null looks for them.
    /// </summary>
    public string? Binaries { get; init; } = Environment.GetEnvironmentVariable("CHARITYLEDGER_PG_BIN");

    /// <summary>How many connections the server accepts.</summary>
    public int MaxConnections { get; init; } = 200;
}
