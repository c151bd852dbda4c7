using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace CharityLedger.Projections.Engine;

/// <summary>Digests of tables' contents, by which a replay is compared with the live rows.</summary>
internal static class TableDigest
{
    /// <summary>SHA-256, in hex, of every table of a schema, its rows in order.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfSchemaAsync(
        NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in await ProjectionSchema.TablesAsync(connection, schema, ct))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var rows = await connection.BeginTextExportAsync(
                $"copy (select t.* from {schema}.{table} t order by t) to stdout", ct);
            while (await rows.ReadLineAsync(ct) is { } row) hash.AppendData(Encoding.UTF8.GetBytes(row + "\n"));
            digests[table] = Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        return digests;
    }
}
