using Marten;
using Weasel.Core;

namespace CharityLedger.EventStore;

/// <summary>
/// Compares the database with the schema that it must have: tables, columns, primary keys, indexes, foreign keys,
/// functions and triggers. A restore by other means, or an administrator, may have left something out, without which the
/// ledger is slow at best, and no longer guarded at worst.
/// </summary>
public static class SchemaCheck
{
    /// <summary>What is missing or otherwise; an index that somebody added is no fault.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(IDocumentStore store, CancellationToken ct = default)
    {
        var database = store.Storage.Database;
        var migration = await database.CreateMigrationAsync(ct);
        var findings = new List<Finding>();
        foreach (var delta in migration.Deltas.Where(d => d.Difference != SchemaPatchDifference.None))
        {
            var mend = MendOf(delta, database.Migrator);
            if (mend.All(s => s.StartsWith("drop index ", StringComparison.OrdinalIgnoreCase))) continue;
            findings.Add(new Finding(delta.SchemaObject.Identifier.QualifiedName,
                $"the database lacks something of the schema, which this would bring back: {string.Join(" ", mend)}"));
        }

        return findings;
    }

    /// <summary>The statements that would make it as it must be.</summary>
    private static IReadOnlyList<string> MendOf(ISchemaObjectDelta delta, Migrator migrator)
    {
        using var sql = new StringWriter();
        if (delta.Difference == SchemaPatchDifference.Update) delta.WriteUpdate(migrator, sql);
        else delta.SchemaObject.WriteCreateStatement(migrator, sql);
        return [.. sql.ToString().Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
    }
}
