namespace CharityLedger.EventStore.Backups;

/// <summary>A table's rows as they stand in a backup, in the text format of PostgreSQL's COPY.</summary>
/// <param name="Name">Schema and table.</param>
/// <param name="Columns">Its columns, in the order of the fields.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Bytes">Length of the text.</param>
/// <param name="Sha256">Digest of the text, lower-case hex.</param>
public sealed record CopiedTable(string Name, IReadOnlyList<string> Columns, long Rows, long Bytes, string Sha256);
