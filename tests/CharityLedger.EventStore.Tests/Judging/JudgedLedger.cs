using System.Diagnostics;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.MartenJudge;
using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Judging;

/// <summary>
/// A ledger with every type of event in it, written by the core, and what an ordinary Marten program found there when it read,
/// followed, and tried to change it.
/// </summary>
public sealed class JudgedLedger : IAsyncLifetime
{
    public const string Tenant = "jiangcheng", Other = "linshui";

    /// <summary>A gift that came and went back in part.</summary>
    public const string Gift = "gift-20260302-a";

    private static readonly DateOnly Day = new(2026, 3, 2);

    private readonly Dictionary<string, Run> runs = [];
    private LedgerDatabase? database;

    /// <summary>What the program read.</summary>
    public LogFindings Read => Found<LogFindings>("read");

    /// <summary>What its own projection made of the log.</summary>
    public IReadOnlyList<GivenToFund> Followed => Found<IReadOnlyList<GivenToFund>>("follow");

    /// <summary>How each of its attempts to change the log was answered: a SQLSTATE, or null.</summary>
    public IReadOnlyDictionary<string, string?> Answers => Found<Dictionary<string, string?>>("write");

    /// <summary>The log before the program ran, and after.</summary>
    public (IReadOnlyList<StoredEvent> Before, IReadOnlyList<StoredEvent> After) Log { get; private set; }

    public async ValueTask InitializeAsync()
    {
        database = await LedgerDatabase.CreateAsync();
        await using (var core = database.Open()) await FillAsync(core);
        var before = await database.LogAsync();
        foreach (var verb in new[] { "read", "follow", "write" }) runs[verb] = await RunAsync(verb, database.ConnectionString);
        Log = (before, await database.LogAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    private static async Task FillAsync(LedgerCore core)
    {
        await AppendAsync(core, Tenant, Gift,
            Of(Given("a", "chunlei", 10_000), new PostingRequest.Inflow(Bucket.Of("chunlei"), 10_000)),
            Of(new GiftRefunded("20260302-a", "r1", 1_500, RefundGround.Agreement, "协议约定", Day),
                new PostingRequest.Outflow(Bucket.Of("chunlei"), 1_500)));
        await AppendAsync(core, Tenant, "gift-20260302-b", Of(Given("b", "chunlei", 2_000)));
        await AppendAsync(core, Tenant, "gift-20260302-c", Of(Given("c", null, 300)));
        await AppendAsync(core, Other, "gift-20260302-a", Of(Given("a", "chunlei", 77)));
        foreach (var (alias, json) in Samples()) await AppendAsync(core, Other, "sample-" + alias, new NewEvent(alias, json, []));
    }

    private static GiftReceived Given(string id, string? fund, long fen) =>
        new("20260302-" + id, fund, null, null, fen, "CNY", "bank", new DonorRef(id, DonorKind.Anonymous, DonorNaming.Withheld, null),
            [new GiftPart(Bucket.Of(fund), fen, GiftPartKind.Principal)], null, Day);

    private static NewEvent Of(ILedgerEvent @event, params IReadOnlyList<PostingRequest> postings) => NewEvent.Of(@event, postings);

    /// <summary>The published sample of the newest version of each event type.</summary>
    private static IEnumerable<(string Alias, byte[] Json)> Samples()
    {
        var assembly = typeof(JudgedLedger).Assembly;
        var newest = assembly.GetManifestResourceNames().Select(n => n.Split(".v")).Where(n => n.Length == 2)
            .GroupBy(n => n[0], n => int.Parse(n[1], System.Globalization.CultureInfo.InvariantCulture));
        foreach (var type in newest)
        {
            using var schema = JsonDocument.Parse(assembly.GetManifestResourceStream($"{type.Key}.v{type.Max()}")!);
            var sample = schema.RootElement.GetProperty("examples")[0];
            yield return (type.Key, JsonSerializer.SerializeToUtf8Bytes(sample));
        }
    }

    private static async Task AppendAsync(LedgerCore core, string tenant, string stream, params IReadOnlyList<NewEvent> events)
    {
        var command = new AppendCommand(tenant, "accountant", "judge " + tenant + stream, [1],
            [new StreamWrite(stream, ExpectedVersion.NoStream, events)]);
        Assert.IsType<AppendResult.Appended>(await core.AppendAsync(command));
    }

    private static async Task<Run> RunAsync(string verb, string connection)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LogFindings).Assembly.Location, verb, connection, Tenant, Gift])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var judge = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var (output, errors) = (judge.StandardOutput.ReadToEndAsync(patience.Token), judge.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            await judge.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!judge.HasExited) judge.Kill();
        }

        return new Run(judge.ExitCode, await output, await errors);
    }

    private T Found<T>(string verb)
    {
        var (exitCode, output, errors) = runs[verb];
        Assert.True(exitCode == 0, $"The Marten program ended with {exitCode}: {errors}");
        return JsonSerializer.Deserialize<T>(output, JsonSerializerOptions.Web)!;
    }

    private sealed record Run(int ExitCode, string Output, string Errors);
}
