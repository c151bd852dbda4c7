using CharityLedger.EventStore.Subscriptions;
using Npgsql;

namespace CharityLedger.Projections.Engine;

/// <summary>
/// Writes to one schema of a projection, inside the transaction of a page. Table names need no schema: the search path
/// of the transaction is set to it. What is written is sent no later than with the end of the page.
/// </summary>
public sealed class ProjectionWriter(PageWriter page)
{
    /// <summary>From this many rows on, COPY's further round trips are cheaper than arrays as parameters.</summary>
    private const int CopyFrom = 200;

    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Trailer = [0xFF, 0xFF];

    /// <summary>Adds rows, and uses them up.</summary>
    public async Task CopyAsync(TableRows rows, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        if (rows.Count < CopyFrom)
        {
            await page.ExecuteAsync(rows.InsertSql, rows.Arrays(), ct);
        }
        else
        {
            await page.FlushAsync(ct);
            await using var copy = await page.Connection.BeginRawBinaryCopyAsync(
                $"copy {rows.Table} ({string.Join(", ", rows.Columns)}) from stdin (format binary)", ct);
            await copy.WriteAsync(Header, ct);
            await copy.WriteAsync(rows.Bytes, ct);
            await copy.WriteAsync(Trailer, ct);
        }

        rows.Release();
    }

    /// <summary>Runs a statement with positional parameters.</summary>
    public Task ExecuteAsync(string sql, IReadOnlyList<object> parameters, CancellationToken ct) =>
        page.ExecuteAsync(sql, parameters, ct);

    /// <summary>Runs a query with positional parameters, and reads all its rows. It sees what was written before.</summary>
    public Task QueryAsync(
        string sql, IReadOnlyList<object> parameters, Action<NpgsqlDataReader> take, CancellationToken ct) =>
        page.QueryAsync(sql, parameters, take, ct);
}
