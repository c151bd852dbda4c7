using System.Globalization;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Imports;
using CharityLedger.Server.Access;
using CharityLedger.Server.Files;
using Npgsql;

namespace CharityLedger.Server.Imports;

/// <summary>Where an import stands.</summary>
public enum ImportState
{
    /// <summary>It was ordered, and nobody began.</summary>
    Waiting,

    /// <summary>It was begun. Whoever worked on it may have ended; somebody else goes on then.</summary>
    Running,

    /// <summary>All rows were decided on; the report says how.</summary>
    Done,

    /// <summary>The list or the ledger refused; the problem says why. What was imported before stands.</summary>
    Failed,
}

/// <summary>What was ordered.</summary>
/// <param name="File">Name of the list.</param>
/// <param name="Profile">A built-in profile's name, or a profile's JSON.</param>
/// <param name="Fund">The fund that all gifts go to; null for none.</param>
/// <param name="OnKnown">What to do with rows that the ledger knows.</param>
/// <param name="DryRun">Whether nothing is written.</param>
public sealed record ImportWish(string File, string Profile, string? Fund, OnKnown OnKnown, bool DryRun);

/// <summary>An import that every host sees.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Caller">Who ordered it.</param>
/// <param name="Wish">What was ordered.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Rows">Rows done.</param>
/// <param name="Fraction">Part of the list done, 0 to 1.</param>
/// <param name="Report">What became of it; of one that went on where another run stopped, rows of that run count as
/// known.</param>
/// <param name="Problem">Why it failed.</param>
public sealed record ImportRecord(string Id, Caller Caller, ImportWish Wish, ImportState State, int Rows, double Fraction,
    ImportReport? Report, Refusal? Problem)
{
    /// <summary>The list.</summary>
    public FileName Upload => FileName.Upload(Caller.Federation, Id);
}

/// <summary>Keeps imports in <c>charity.import</c>, and their lists in the store of files.</summary>
public sealed class ImportRecords(NpgsqlDataSource database, FileStore files, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Outcome(ImportReport? Report, Refusal? Problem);

    /// <summary>Keeps a list and the order to import it.</summary>
    /// <returns>The import's id.</returns>
    /// <exception cref="ImportFileException">There is no such profile, or it is broken.</exception>
    /// <exception cref="OversizeFileException">The list has more than <see cref="ImportLimits.FileBytes"/>.</exception>
    public async Task<string> OrderAsync(Caller caller, ImportWish wish, Stream list, CancellationToken ct)
    {
        await ImportDonations.ParseProfileAsync(wish.Profile, ct);
        var id = Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
        // An order without a list can't be carried out; a list without an order is swept.
        await files.PutAsync(FileName.Upload(caller.Federation, id), list, ImportLimits.FileBytes, ct);
        await using var insert = database.CreateCommand("""
            insert into charity.import (id, tenant, user_name, ordered, state, rows, fraction, created_at, changed_at)
            values ($1, $2, $3, $4, $5, 0, 0, $6, $6)
            """);
        insert.Parameters.AddWithValue(id);
        insert.Parameters.AddWithValue(caller.Federation);
        insert.Parameters.AddWithValue(caller.User);
        insert.Parameters.AddWithValue(JsonSerializer.Serialize(wish, Json));
        insert.Parameters.AddWithValue(nameof(ImportState.Waiting));
        insert.Parameters.AddWithValue(clock.GetUtcNow());
        await insert.ExecuteNonQueryAsync(ct);
        return id;
    }

    /// <summary>An import; null where there is none.</summary>
    public async Task<ImportRecord?> FindAsync(string id, CancellationToken ct)
    {
        await using var select = database.CreateCommand(
            "select tenant, user_name, ordered, state, rows, fraction, outcome from charity.import where id = $1");
        select.Parameters.AddWithValue(id);
        await using var reader = await select.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        var outcome = await reader.IsDBNullAsync(6, ct) ? null : JsonSerializer.Deserialize<Outcome>(reader.GetString(6), Json);
        return new ImportRecord(id, new Caller(reader.GetString(0), reader.GetString(1)),
            JsonSerializer.Deserialize<ImportWish>(reader.GetString(2), Json)!, Enum.Parse<ImportState>(reader.GetString(3)),
            reader.GetInt32(4), reader.GetDouble(5), outcome?.Report, outcome?.Problem);
    }

    /// <summary>Notes how far a run is. It never goes back: a run that goes on reads the list from its start.</summary>
    internal async Task AdvanceAsync(string id, ImportProgress progress, CancellationToken ct)
    {
        await using var update = database.CreateCommand("""
            update charity.import set state = $2, rows = greatest(rows, $3), fraction = greatest(fraction, $4), changed_at = $5
            where id = $1 and outcome is null
            """);
        update.Parameters.AddWithValue(id);
        update.Parameters.AddWithValue(nameof(ImportState.Running));
        update.Parameters.AddWithValue(progress.Rows);
        update.Parameters.AddWithValue(progress.Fraction);
        update.Parameters.AddWithValue(clock.GetUtcNow());
        await update.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Notes what came of it, where no other run did, and deletes the list.</summary>
    internal async Task EndAsync(ImportRecord import, ImportReport? report, Refusal? problem, CancellationToken ct)
    {
        await using (var update = database.CreateCommand(
            "update charity.import set state = $2, outcome = $3, changed_at = $4 where id = $1 and outcome is null"))
        {
            update.Parameters.AddWithValue(import.Id);
            update.Parameters.AddWithValue(problem is null ? nameof(ImportState.Done) : nameof(ImportState.Failed));
            update.Parameters.AddWithValue(JsonSerializer.Serialize(new Outcome(report, problem), Json));
            update.Parameters.AddWithValue(clock.GetUtcNow());
            await update.ExecuteNonQueryAsync(ct);
        }

        await files.ForgetAsync(import.Upload);
    }
}
