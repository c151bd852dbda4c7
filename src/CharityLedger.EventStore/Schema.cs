using System.Globalization;
using System.Reflection;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>
/// Creates and upgrades the schema by numbered scripts. A released script is never edited; a change is the next
/// number.
/// </summary>
public static class Schema
{
    private const long UpgradeLock = 4_847_320_155;

    /// <summary>
    /// Brings the database to this program's schema, under a lock, so that several hosts may start at once.
    /// </summary>
    /// <returns>Names of the scripts that were applied now.</returns>
    /// <exception cref="InvalidOperationException">The database was upgraded by a newer program.</exception>
    public static async Task<IReadOnlyList<string>> UpgradeAsync(
        NpgsqlDataSource database, TimeProvider clock, CancellationToken ct = default)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({UpgradeLock})", ct);
        await ExecuteAsync(connection, """
            create schema if not exists charity;
            create table if not exists charity.schema_version (
                number int not null primary key, name varchar not null, applied_at timestamptz not null);
            """, ct);
        var applied = await AppliedAsync(connection, ct);
        var scripts = Scripts().ToList();
        if (applied > scripts.Count)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The database has schema {applied}, this program knows {scripts.Count}: start a newer program."));
        }

        foreach (var (number, name, sql) in scripts.Skip(applied))
        {
            await ExecuteAsync(connection, sql, ct);
            await using var insert = new NpgsqlCommand("insert into charity.schema_version values ($1, $2, $3)", connection);
            insert.Parameters.AddWithValue(number);
            insert.Parameters.AddWithValue(name);
            insert.Parameters.AddWithValue(clock.GetUtcNow());
            await insert.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return [.. scripts.Skip(applied).Select(s => s.Name)];
    }

    /// <summary>The text of an embedded script, by its file name.</summary>
    internal static string Script(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("CharityLedger.EventStore.Scripts." + name)
            ?? throw new InvalidOperationException($"The script {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IEnumerable<(int Number, string Name, string Sql)> Scripts() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Select(n => n["CharityLedger.EventStore.Scripts.".Length..])
            .Where(n => char.IsAsciiDigit(n[0]))
            .Order(StringComparer.Ordinal)
            .Select((name, i) => (i + 1, name, Script(name)));

    private static async Task<int> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select count(*)::int from charity.schema_version", connection);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
