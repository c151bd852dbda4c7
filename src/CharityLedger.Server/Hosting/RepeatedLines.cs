namespace CharityLedger.Server.Hosting;

/// <summary>
/// Lines of the host's log that would come again and again: the first of a kind is written at once, the others are counted,
/// and each minute one line says how many they were. Thread-safe.
/// </summary>
public sealed class RepeatedLines(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);

    /// <summary>Says a line now, or with the others of its kind later.</summary>
    /// <param name="kind">What lines have in common; of these there may only be a few.</param>
    /// <param name="write">Writes the latest line of the kind, for so many.</param>
    public void Say(string kind, Action<long> write)
    {
        lock (gate)
        {
            if (kinds.TryGetValue(kind, out var known))
            {
                known.Waiting++;
                known.Write = write;
                return;
            }

            kinds[kind] = new Kind(clock.CreateTimer(_ => Tell(kind), null, Pause, Pause)) { Write = write };
        }

        write(1);
    }

    /// <summary>Writes what is counted and was not told yet.</summary>
    public void Dispose()
    {
        List<Kind> left;
        lock (gate)
        {
            left = [.. kinds.Values];
            kinds.Clear();
        }

        foreach (var kind in left)
        {
            kind.Timer.Dispose();
            if (kind.Waiting > 0) kind.Write(kind.Waiting);
        }
    }

    private void Tell(string name)
    {
        Action<long> write;
        long count;
        lock (gate)
        {
            if (!kinds.TryGetValue(name, out var kind)) return;
            (write, count, kind.Waiting) = (kind.Write, kind.Waiting, 0);
            if (count == 0)
            {
                kinds.Remove(name);
                kind.Timer.Dispose();
                return;
            }
        }

        write(count);
    }

    private sealed class Kind(ITimer timer)
    {
        public ITimer Timer => timer;

        public required Action<long> Write { get; set; }

        public long Waiting { get; set; }
    }
}
