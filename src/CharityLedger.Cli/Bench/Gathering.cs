using System.Threading.Channels;

namespace CharityLedger.Cli.Bench;

/// <summary>Gathers what callers bring while the last group is stored, and has it stored together.</summary>
/// <typeparam name="T">What a caller brings.</typeparam>
internal sealed class Gathering<T> : IAsyncDisposable
{
    private const int Largest = 1_000;

    private readonly Channel<(T Command, TaskCompletionSource Stored)> waiting =
        Channel.CreateUnbounded<(T, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Func<IReadOnlyList<T>, Task> store;
    private readonly Task storing;

    /// <param name="store">Stores a group; a fault is the answer to all of its callers.</param>
    public Gathering(Func<IReadOnlyList<T>, Task> store)
    {
        this.store = store;
        storing = Task.Run(StoreAsync);
    }

    /// <summary>Ends when the command is stored.</summary>
    public Task BringAsync(T command)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ObjectDisposedException.ThrowIf(!waiting.Writer.TryWrite((command, stored)), this);
        return stored.Task;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await storing;
    }

    private async Task StoreAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            var group = new List<(T Command, TaskCompletionSource Stored)>();
            while (group.Count < Largest && waiting.Reader.TryRead(out var next)) group.Add(next);
            try
            {
                await store([.. group.Select(g => g.Command)]);
                foreach (var (_, stored) in group) stored.SetResult();
            }
            catch (Exception e)
            {
                foreach (var (_, stored) in group) stored.SetException(e);
            }
        }
    }
}
