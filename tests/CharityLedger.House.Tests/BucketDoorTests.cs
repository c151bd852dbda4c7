using CharityLedger.Contracts;
using CharityLedger.Server.Hosting;

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

    /// <summary>The converter of events reads bodies, too: a caller's bucket is a text, which its handler parses.</summary>
    [Fact]
    public void No_request_of_a_caller_holds_a_bucket()
    {
        var requests = typeof(LedgerHost).Assembly.GetTypes().Where(t => t.Name == "Request").ToList();
        Assert.True(requests.Count > 50, $"Only {requests.Count} requests were found.");
        var reached = new HashSet<Type>();
        foreach (var request in requests) Reach(request, reached);
        Assert.DoesNotContain(typeof(Bucket), reached);
    }

    private static void Reach(Type type, HashSet<Type> reached)
    {
        foreach (var argument in type.GetGenericArguments()) Reach(argument, reached);
        if (type.GetElementType() is { } element) Reach(element, reached);
        if (type.Namespace?.StartsWith("CharityLedger", StringComparison.Ordinal) != true || !reached.Add(type)) return;
        foreach (var property in type.GetProperties()) Reach(property.PropertyType, reached);
    }
}
