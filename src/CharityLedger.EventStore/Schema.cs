using System.Globalization;
using System.Reflection;
using CharityLedger.Contracts;
using JasperFx;
using Marten;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>
/// Brings a database to the schema that <see cref="Storage.LedgerStore"/> describes: Marten compares what is there with
/// what is described and changes the difference. Databases of versions before Marten go the road of their numbered
/// scripts up to the last of them first.
/// </summary>
public static class Schema
{
    private const long UpgradeLock = 4_847_320_155;
    private const string Folder = "CharityLedger.EventStore.Scripts.";

    /// <summary>
    /// The changes so far. Programs before Marten count the rows of <c>charity.schema_version</c> and stop where there are
    /// more than they know, so each change of the description adds its name here.
    /// </summary>
    private static readonly IReadOnlyList<string> Names =
        ["01_marten.sql", "02_core.sql", "03_user_password.sql", "04_form_key.sql", "05_marten_9", "06_listed_streams"];

    /// <summary>The last schema that scripts made.</summary>
    private const int LastScript = 4;

    /// <summary>From this schema on an append lists what it begins; streams of before are listed once.</summary>
    private const int ListsStreams = 6;

    /// <summary>The number of this program's schema.</summary>
    public static int Number => Names.Count;

    private static readonly string ListStreams = $"""
        insert into charity.listed_stream (tenant, type, id)
        select tenant_id, type, id from ledger.mt_streams where type in ({string.Join(", ", Streams.Listed.Select(t => $"'{t}'"))})
        on conflict do nothing
        """;
    /// <summary>
    /// Brings the database to this program's schema, under a lock, so that several hosts may start at once. Asks one
    /// question where nothing is to be done.
    /// </summary>
    /// <param name="store">A store on the database.</param>
    /// <param name="clock">Gives the time of the change.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Names of the changes that were made now.</returns>
    /// <exception cref="InvalidOperationException">The database was upgraded by a newer program.</exception>
    public static async Task<IReadOnlyList<string>> UpgradeAsync(
        IDocumentStore store, TimeProvider clock, CancellationToken ct = default)
    {
        await using var connection = store.Storage.Database.CreateConnection();
        await connection.OpenAsync(ct);
        if (await AppliedAsync(connection, ct) == Names.Count) return [];
        await ExecuteAsync(connection, $"select pg_advisory_lock({UpgradeLock})", ct);
        try
        {
            return await UpgradeLockedAsync(store, connection, clock, ct);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({UpgradeLock})", CancellationToken.None);
        }
    }

    /// <summary>The SQL that an upgrade would run now; empty where the database is as described.</summary>
    public static async Task<string> PendingAsync(IDocumentStore store, CancellationToken ct = default)
    {
        await using var connection = store.Storage.Database.CreateConnection();
        await connection.OpenAsync(ct);
        using var pending = new StringWriter(CultureInfo.InvariantCulture);
        var applied = await AppliedAsync(connection, ct);
        foreach (var name in Road(applied)) pending.WriteLine(Script("Road." + name));
        var migration = await store.Storage.Database.CreateMigrationAsync(ct);
        if (migration.Difference != Weasel.Core.SchemaPatchDifference.None)
            migration.WriteAllUpdates(pending, store.Storage.Database.Migrator, AutoCreate.CreateOrUpdate);
        if (applied < ListsStreams) pending.WriteLine(ListStreams + ";");
        for (var n = applied; n < Names.Count; n++)
            pending.WriteLine(FormattableString.Invariant($"insert into charity.schema_version values ({n + 1}, '{Names[n]}', now());"));
        return pending.ToString();
    }

    /// <summary>The text of an embedded script, by its file name.</summary>
    internal static string Script(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name)
            ?? throw new InvalidOperationException($"The script {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task<IReadOnlyList<string>> UpgradeLockedAsync(
        IDocumentStore store, NpgsqlConnection connection, TimeProvider clock, CancellationToken ct)
    {
        var applied = await AppliedAsync(connection, ct);
        if (applied > Names.Count)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The database has schema {applied}, this program knows {Names.Count}: start a newer program."));
        }

        foreach (var name in Road(applied)) await ExecuteAsync(connection, Script("Road." + name), ct);
        // Idempotent, and done again where a start was cut off before it could say so.
        await store.Storage.Database.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate, ct: ct);
        if (applied < ListsStreams) await ExecuteAsync(connection, ListStreams, ct);
        await NoteAsync(connection, applied, clock.GetUtcNow(), ct);
        return [.. Names.Skip(applied)];
    }

    /// <summary>Scripts between a schema of before Marten and the last of them; none for an empty database.</summary>
    private static IEnumerable<string> Road(int applied) =>
        applied is 0 or >= LastScript ? [] : Names.Take(LastScript).Skip(applied);

    private static async Task NoteAsync(NpgsqlConnection connection, int applied, DateTimeOffset at, CancellationToken ct)
    {
        await using var insert = new NpgsqlCommand("""
            insert into charity.schema_version (number, name, applied_at)
            select number, name, $3 from unnest($1::int[], $2::varchar[]) as n(number, name)
            """, connection);
        insert.Parameters.AddWithValue(Enumerable.Range(applied + 1, Names.Count - applied).ToArray());
        insert.Parameters.AddWithValue(Names.Skip(applied).ToArray());
        insert.Parameters.AddWithValue(at);
        await insert.ExecuteNonQueryAsync(ct);
    }

    private static async Task<int> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('charity.schema_version') is not null", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(ct))!) return 0;
        await using var count = new NpgsqlCommand("select count(*)::int from charity.schema_version", connection);
        return (int)(await count.ExecuteScalarAsync(ct))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
