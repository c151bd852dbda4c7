using CharityLedger.Contracts;
using Npgsql;

namespace CharityLedger.Projections.Engine;

/// <summary>The little that the query classes share.</summary>
public static class Query
{
    /// <summary>Runs a query with positional parameters, null among them, and reads all its rows.</summary>
    public static async Task<IReadOnlyList<T>> QueryAsync<T>(this NpgsqlDataSource database, string sql,
        IReadOnlyList<object?> parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>A text that may be null.</summary>
    public static string? TextOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A bucket, as a read model holds it.</summary>
    public static Bucket GetBucket(this NpgsqlDataReader reader, int column) => Bucket.Stored(reader.GetString(column));
}
