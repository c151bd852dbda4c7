using CharityLedger.Contracts;
using Npgsql;
using NpgsqlTypes;
using static CharityLedger.EventStore.AppendSql;

namespace CharityLedger.EventStore;

/// <summary>The rows of a large batch, by binary COPY inside its transaction.</summary>
internal static class BatchCopy
{
    public static async Task NewStreamsAsync(NpgsqlConnection connection, AppendBatch evaluated, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Statement("copy new_streams"), ct);
        foreach (var (key, version) in evaluated.NewStreams)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(key.Tenant, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(key.Id, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(Streams.TypeOf(key.Id), NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(version, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(evaluated.RecordedAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(evaluated.RecordedAt, NpgsqlDbType.TimestampTz, ct);
        }

        await copy.CompleteAsync(ct);
    }

    public static async Task EventsAsync(NpgsqlConnection connection, AppendBatch evaluated, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Statement("copy events"), ct);
        foreach (var row in evaluated.Events)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(row.Position, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(row.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(row.Stream, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(row.Version, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(row.Event.Data, NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync(row.Event.Type, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(evaluated.RecordedAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(row.Tenant, NpgsqlDbType.Varchar, ct);
            await WriteAsync(copy, row.Command.CorrelationId, ct);
            await WriteAsync(copy, row.Command.CausationId, ct);
            await copy.WriteAsync(row.Headers, NpgsqlDbType.Jsonb, ct);
        }

        await copy.CompleteAsync(ct);
    }

    public static async Task DonorKeysAsync(NpgsqlConnection connection, AppendBatch evaluated, CancellationToken ct)
    {
        if (evaluated.DonorKeys.Count == 0) return;
        await using var copy = await connection.BeginBinaryImportAsync(Statement("copy donor_keys"), ct);
        foreach (var (tenant, key) in evaluated.DonorKeys)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(tenant, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(key.Donor, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(key.Wrapped, NpgsqlDbType.Bytea, ct);
        }

        await copy.CompleteAsync(ct);
    }

    public static async Task ContactDigestsAsync(NpgsqlConnection connection, AppendBatch evaluated, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Statement("copy contact_digests"), ct);
        foreach (var ((tenant, contact), digests) in evaluated.ContactDigests)
        {
            foreach (var (kind, digest) in digests.Digests)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(tenant, NpgsqlDbType.Varchar, ct);
                await copy.WriteAsync((short)kind, NpgsqlDbType.Smallint, ct);
                await copy.WriteAsync(digest, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(contact, NpgsqlDbType.Varchar, ct);
            }
        }

        await copy.CompleteAsync(ct);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken ct) =>
        text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Varchar, ct);
}
