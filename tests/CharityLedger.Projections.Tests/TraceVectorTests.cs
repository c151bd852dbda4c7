using System.Text.Json;
using CharityLedger.EventStore;
using CharityLedger.Testing;

namespace CharityLedger.Projections.Tests;

/// <summary>The 120 histories of trace-vectors.json, made elsewhere, run through the real core, database and
/// projection.</summary>
public sealed class TraceVectorTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_histories_of_the_trace_vectors_come_out_as_they_say()
    {
        var file = SharedData.Find("trace-vectors.json");
        Assert.SkipWhen(file is null, SharedData.Absent);
        using var vectors = JsonDocument.Parse(await File.ReadAllBytesAsync(file, Ct));
        await using var ledger = await Ledger.StartAsync(projections: [new Traces.GiftTraceProjection()]);
        await Parallel.ForEachAsync(vectors.RootElement.EnumerateArray(), Ct,
            async (history, _) => await RunAsync(ledger, history));
        Assert.Equal(120, vectors.RootElement.GetArrayLength());
        Assert.Empty(ledger.Failures);
    }

    private static async Task RunAsync(Ledger ledger, JsonElement history)
    {
        var seed = history.GetProperty("seed").GetRawText();
        var book = new Book(ledger, "history-" + seed);
        var reversal = 0;
        foreach (var command in history.GetProperty("commands").EnumerateArray())
        {
            string Text(string name) => command.GetProperty(name).ToString();
            long Amount() => command.GetProperty("amount").GetInt64();
            switch (Text("op"))
            {
                case "gift":
                    await book.GiftAsync(Text("id"), [.. command.GetProperty("parts").EnumerateArray()
                        .Select(p => (p[0].GetString()!, p[1].GetInt64()))]);
                    break;
                case "pay":
                    await book.PayAsync(Text("id"), Text("bucket"), Amount());
                    break;
                case "transfer":
                    await book.TransferAsync(Text("id"), Text("bucket"), Text("to"), Amount());
                    break;
                case "reverse":
                    await book.ReverseAsync(Text("outflow"), $"back-{++reversal}", Amount());
                    break;
                case "refund":
                    var takes = await book.RefundAsync(Text("id"), Text("gift"), Amount());
                    Assert.Equal(Describe(command.GetProperty("slices")), Describe(takes));
                    break;
            }
        }

        foreach (var trace in history.GetProperty("traces").EnumerateObject())
        {
            var expected = trace.Value.EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetInt64());
            var actual = Book.Leaves(await book.TraceAsync(trace.Name));
            Assert.Equivalent(expected, actual, strict: true);
        }

        await using var balances = ledger.Database.CreateCommand(
            "select id, in_total - pointer - coalesce((select sum(h) from " +
            "(select holes[2 * i] - holes[2 * i - 1] as h " +
            "from generate_series(1, cardinality(holes) / 2) i) x), 0)::bigint " +
            "from charity.bucket where tenant = $1");
        balances.Parameters.AddWithValue(book.Tenant);
        var actualBalances = new Dictionary<string, long>();
        await using (var reader = await balances.ExecuteReaderAsync(Ct))
            while (await reader.ReadAsync(Ct)) actualBalances[reader.GetString(0)] = reader.GetInt64(1);
        foreach (var balance in history.GetProperty("balances").EnumerateObject())
            Assert.Equal(balance.Value.GetInt64(), actualBalances.GetValueOrDefault(balance.Name));
    }

    private static string Describe(IEnumerable<PostingRequest.Take> takes) =>
        string.Join(" ", takes.Select(t =>
            $"{t.Bucket} {string.Join(",", t.Positions.Select(p => $"{p.From}-{p.To}"))}"));

    private static string Describe(JsonElement slices) =>
        string.Join(" ", slices.EnumerateArray().Select(s =>
            $"{s[0].GetString()} {string.Join(",", s[1].EnumerateArray().Select(p => $"{p[0]}-{p[1]}"))}"));
}
