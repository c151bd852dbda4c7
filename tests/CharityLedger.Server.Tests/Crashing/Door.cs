using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>Where the hosts are to be found at the moment. Callers wait here while all of them are dead.</summary>
internal sealed class Door : IDisposable
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<int, IReadOnlyDictionary<Who, Api>> hosts = [];
    private readonly List<Api> apis = [];
    private TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The tokens with which callers come.</summary>
    public IReadOnlyDictionary<Who, string> Tokens { get; set; } = new Dictionary<Who, string>();

    public void Open(int host, Uri address)
    {
        lock (gate)
        {
            hosts[host] = Tokens.ToDictionary(t => t.Key, t => new Api(address, t.Value));
            apis.AddRange(hosts[host].Values);
            opened.TrySetResult();
        }
    }

    public void Close(int host)
    {
        lock (gate)
        {
            hosts.Remove(host);
            if (hosts.Count == 0 && opened.Task.IsCompleted) opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ways to the hosts that are open for somebody, beginning with the one whose turn it is.</summary>
    public async Task<IReadOnlyList<Api>> EnterAsync(Who who, int turn)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                var open = hosts.Values.Select(h => h[who]).ToList();
                if (open.Count > 0) return [.. open.Skip(turn % open.Count), .. open.Take(turn % open.Count)];
                waiting = opened.Task;
            }

            await waiting;
        }
    }

    public void Dispose() => apis.ForEach(a => a.Dispose());
}
