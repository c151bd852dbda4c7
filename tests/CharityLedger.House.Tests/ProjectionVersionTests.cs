using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;

namespace CharityLedger.House.Tests;

/// <summary>
/// <c>projections/versions.json</c> holds each read model's version beside what it folds and the tables it fills. A model
/// whose events or tables change gets a higher version, or databases that hold the earlier tables would never be rebuilt.
/// CHARITYLEDGER_WRITE_SCHEMAS=1 writes the file anew, but for models that changed under the version that they had.
/// </summary>
public sealed class ProjectionVersionTests
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="Version">The version that the model was committed with.</param>
    /// <param name="Types">Aliases of the events that it folds; null for all.</param>
    /// <param name="Tables">SHA-256 of <c>tables.sql</c>.</param>
    /// <param name="Indexes">SHA-256 of <c>indexes.sql</c>.</param>
    private sealed record Pin(int Version, IReadOnlyList<string>? Types, string Tables, string Indexes)
    {
        public bool IsOfSameInputs(Pin other) => Text(this with { Version = 0 }) == Text(other with { Version = 0 });
    }

    [Fact]
    public void A_read_model_that_folds_or_stores_something_else_has_a_higher_version()
    {
        var now = ReadModels.All.OrderBy(p => p.Name, StringComparer.Ordinal).ToDictionary(p => p.Name, PinOf);
        var path = Repository.Path("projections", "versions.json");
        var committed = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, Pin>>(File.ReadAllText(path), Indented)! : [];
        var unraised = now.Where(p => committed.TryGetValue(p.Key, out var before)
            && (p.Value.Version < before.Version || (p.Value.Version == before.Version && !p.Value.IsOfSameInputs(before)))).Select(p => p.Key);
        Assert.Empty(unraised);
        if (Environment.GetEnvironmentVariable("CHARITYLEDGER_WRITE_SCHEMAS") == "1") File.WriteAllText(path, Text(now) + "\n");
        Assert.Equal(File.ReadAllText(path), Text(now) + "\n");
    }

    private static Pin PinOf(IProjection projection) => new(projection.Version,
        projection.Types is { } types ? [.. types.Order(StringComparer.Ordinal)] : null,
        Digest(projection, "tables.sql"), Digest(projection, "indexes.sql"));

    private static string Digest(IProjection projection, string script)
    {
        using var stream = projection.GetType().Assembly.GetManifestResourceStream($"{projection.GetType().Namespace}.{script}");
        Assert.NotNull(stream);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Indented);
}
