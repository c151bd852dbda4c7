namespace CharityLedger.House.Tests;

/// <summary>Jobs are plain classes: one folder knows the scheduler that calls them.</summary>
public sealed class SchedulerTests
{
    [Fact]
    public void Only_the_folder_of_scheduling_knows_Hangfire()
    {
        var sources = new[] { "src", "projections", "contracts" }
            .SelectMany(f => Directory.EnumerateFiles(Repository.Path(f), "*.*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(f => Path.GetExtension(f) is ".cs" or ".razor"
                && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
        var knowing = sources.Where(f => File.ReadLines(Repository.Path(f)).Any(IsUse)).ToList();
        Assert.NotEmpty(knowing);
        Assert.All(knowing, f => Assert.StartsWith("src/CharityLedger.Server/Jobs/Scheduling/", f, StringComparison.Ordinal));
    }

    private static bool IsUse(string line) =>
        line.StartsWith("using Hangfire", StringComparison.Ordinal) || line.StartsWith("@using Hangfire", StringComparison.Ordinal)
        || line.Contains("Hangfire.", StringComparison.Ordinal) && !line.TrimStart().StartsWith("///", StringComparison.Ordinal);
}
