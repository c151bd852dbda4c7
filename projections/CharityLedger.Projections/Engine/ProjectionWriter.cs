using Npgsql;

namespace CharityLedger.Projections.Engine;

/// <summary>
/// Writes to one schema of a projection, inside the transaction of a batch. Table names need no schema: the search path
/// of
/// the transaction is set to it.
/// </summary>
public sealed class ProjectionWriter(NpgsqlConnection connection)
{
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Trailer = [0xFF, 0xFF];

    /// <summary>The connection of the batch's transaction.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Adds rows by COPY, and uses them up.</summary>
    public async Task CopyAsync(TableRows rows, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        await using (var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy {rows.Table} ({string.Join(", ", rows.Columns)}) from stdin (format binary)", ct))
        {
            await copy.WriteAsync(Header, ct);
            await copy.WriteAsync(rows.Bytes, ct);
            await copy.WriteAsync(Trailer, ct);
        }

        rows.Release();
    }

    /// <summary>Runs a statement with positional parameters.</summary>
    public async Task<int> ExecuteAsync(string sql, IReadOnlyList<object> parameters, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
