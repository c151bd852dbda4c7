using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>
/// What was acknowledged and what happened, a line of JSON each, in a file that outlives a failed run. A line is with the
/// operating system before the caller goes on.
/// </summary>
internal sealed class Journal : IDisposable
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
    private readonly Lock gate = new();
    private readonly Stopwatch since = Stopwatch.StartNew();
    private readonly ConcurrentDictionary<string, Acknowledged> acknowledged = new(StringComparer.Ordinal);
    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];
    private readonly FileStream file;
    private int refusals;

    public Journal(int seed)
    {
        Folder = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"charityledger-crash-{seed}-")).FullName;
        file = new FileStream(Path.Combine(Folder, "journal.jsonl"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Where it lies, beside whatever else tells of the run.</summary>
    public string Folder { get; }

    /// <summary>How many commands were refused, rightly.</summary>
    public int Refusals => refusals;

    public TimeSpan Elapsed => since.Elapsed;

    /// <summary>Everything that was acknowledged.</summary>
    public ICollection<Acknowledged> All => acknowledged.Values;

    public void Acknowledge(Acknowledged done)
    {
        Write(new
        {
            acknowledged = done.Deed.Key, position = done.Deed is Import ? (long?)null : done.Position,
            path = done.Deed.Path, amountFen = done.Deed.Amount, answer = done.Answer.Body,
        });
        Assert.True(acknowledged.TryAdd(done.Deed.Key, done));
        lock (gate)
        {
            foreach (var (_, reached) in waiting.Where(w => w.Count <= acknowledged.Count)) reached.TrySetResult();
            waiting.RemoveAll(w => w.Reached.Task.IsCompleted);
        }
    }

    public void Refuse(Deed deed, Answer answer)
    {
        Write(new { refused = deed.Key, code = answer.Code, path = deed.Path, amountFen = deed.Amount });
        Interlocked.Increment(ref refusals);
    }

    /// <summary>Completes when so many more are acknowledged.</summary>
    public Task MoreAsync(int more)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) waiting.Add((acknowledged.Count + more, reached));
        return reached.Task;
    }

    /// <summary>Notes what happens, and tells whoever watches.</summary>
    public void Say(string what)
    {
        Write(new { happened = what });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{since.Elapsed.TotalSeconds,6:0.0} s  {what}"));
    }

    /// <summary>Keeps a text beside the journal.</summary>
    public void Keep(string name, string text) => File.AppendAllText(Path.Combine(Folder, name), text + "\n");

    /// <summary>After a run in which all was well.</summary>
    public void Discard()
    {
        file.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    public void Dispose() => file.Dispose();

    private void Write(object line)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new { at = Math.Round(since.Elapsed.TotalSeconds, 3), line }, Plain);
        lock (gate) file.Write([.. bytes, (byte)'\n']);
    }
}
