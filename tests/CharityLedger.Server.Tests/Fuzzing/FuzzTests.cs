using System.Globalization;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>
/// Whatever is sent: no answer is a failure of the host, none names what is inside it, and nothing is posted by what was refused. The
/// long form: <c>ops/fuzz</c>.
/// </summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task Whatever_is_sent_nothing_fails_nothing_inside_is_named_and_what_is_refused_posts_nothing()
    {
        var requests = Number("CHARITYLEDGER_FUZZ_REQUESTS") ?? 1_500;
        var seed = Number("CHARITYLEDGER_FUZZ_SEED") ?? Environment.TickCount & 0x7FFFFFFF;
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"Seed {seed}, {requests} requests");
        var workers = requests < 10_000 ? 1 : Environment.ProcessorCount;
        var runs = await Task.WhenAll(Enumerable.Range(0, workers).Select(async worker =>
        {
            await using var fuzzer = await Fuzzer.StartAsync(unchecked(seed + worker));
            await fuzzer.RunAsync(requests / workers, output.WriteLine);
            output.WriteLine($"Seed {seed + worker}: {fuzzer.Accepted} carried out; {fuzzer.Summary}");
            return (fuzzer.Faults, fuzzer.Accepted);
        }));
        var faults = runs.SelectMany(r => r.Faults).ToList();
        Assert.True(faults.Count == 0, $"Seed {seed}, {faults.Count} faults:\n{string.Join('\n', faults.Take(40))}");
        Assert.True(runs.Sum(r => r.Accepted) > requests / 50, "Too little was carried out.");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
