using System.Security.Cryptography;
using System.Text;
using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>Commands as tests need them: what the events say doesn't matter to the core.</summary>
internal static class Sample
{
    public const string Tenant = "jiangcheng";

    /// <summary>Milliseconds after which a test that waits for an answer has failed.</summary>
    public const int Patience = 180_000;

    /// <summary>One event in a stream of its own, named after the key.</summary>
    public static AppendCommand Command(string key, params IReadOnlyList<PostingRequest> postings) =>
        Command(key, [Write("gift-" + key, ExpectedVersion.NoStream, Event(postings))]);

    public static AppendCommand Command(string key, IReadOnlyList<StreamWrite> writes, string input = "the same") =>
        new(Tenant, "accountant", key, SHA256.HashData(Encoding.UTF8.GetBytes(input)), writes);

    public static StreamWrite Write(string stream, ExpectedVersion expected, params IReadOnlyList<NewEvent> events) =>
        new(stream, expected, events);

    public static NewEvent Event(params IReadOnlyList<PostingRequest> postings) => Json("""{"said":"善款"}""", postings);

    public static NewEvent Json(string json, params IReadOnlyList<PostingRequest> postings) =>
        new("gift_received", Encoding.UTF8.GetBytes(json), postings);

    public static PostingRequest In(string bucket, long fen) => new PostingRequest.Inflow(bucket.AsBucket(), fen);

    public static PostingRequest Out(string bucket, long fen) => new PostingRequest.Outflow(bucket.AsBucket(), fen);

    public static Task<AppendResult> DoAsync(this LedgerCore core, AppendCommand command) =>
        core.AppendAsync(command, TestContext.Current.CancellationToken);

    public static void AssertRefused(AppendRefusal reason, string subject, AppendResult result) =>
        Assert.Equal($"refused {reason} {subject}", Said(result));

    /// <summary>An answer in words: where it stands, or why not.</summary>
    public static string Said(AppendResult? result) => result switch
    {
        AppendResult.Appended done => $"appended {done.First}-{done.Last}",
        AppendResult.Refused refused => $"refused {refused.Reason} {refused.Subject}",
        _ => "nothing",
    };
}
