namespace CharityLedger.House.Tests;

/// <summary>
/// A bucket is made of checked parts. What the log and the tables hold was checked when it was written and comes in by
/// a door of its own, which what a caller wrote must never pass.
/// </summary>
public sealed class BucketDoorTests
{
    private const string Door = "Bucket." + "Stored";

    /// <summary>The only files that make a bucket of a text unchecked: each reads what this program wrote.</summary>
    private static readonly string[] Readers =
    [
        "contracts/CharityLedger.Contracts/Bucket.Reading.cs",
        "projections/CharityLedger.Projections/Engine/Query.cs",
        "src/CharityLedger.EventStore/LedgerCheck.cs",
        "src/CharityLedger.EventStore/StateLoader.cs",
        "tests/CharityLedger.Testing/BucketTexts.cs",
    ];

    [Fact]
    public void Only_what_this_program_wrote_becomes_a_bucket_unchecked()
    {
        var sources = new[] { "src", "projections", "contracts", "tests" }
            .SelectMany(f => Directory.EnumerateFiles(Repository.Path(f), "*.*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(f => Path.GetExtension(f) is ".cs" or ".razor"
                && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
        var passing = sources.Where(f =>
            File.ReadAllText(Repository.Path(f)).Contains(Door, StringComparison.Ordinal));
        Assert.Equal(Readers, passing.Order(StringComparer.Ordinal));
    }
}
