namespace CharityLedger.Server.Access;

/// <summary>
/// Limits the guessing of a password, for each user and address of a client: some wrong ones are free, then each makes the
/// next wait longer. Who guesses from elsewhere makes nobody else wait, so no stranger can lock a user out. A guess counts
/// from its beginning: many at once are no way around.
/// </summary>
public sealed class GuessLimit(TimeProvider clock)
{
    /// <summary>Wrong passwords before the first wait.</summary>
    public const int Free = 5;

    /// <summary>The longest wait; after as long without a guess, all are forgotten.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const int MostRemembered = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(Caller User, string Address), Guesses> guesses = [];

    /// <summary>Begins a guess; false where it has to wait. Each that began has to end.</summary>
    public bool TryBegin(Caller user, string address)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (guesses.Count >= MostRemembered) Forget(now);
            var made = guesses.GetValueOrDefault((user, address));
            if (made.Until + Longest < now && made.Pending == 0) made = default;
            // Those under way count as wrong until they end, and of those that waited one is tried at a time.
            if (now < made.Until || (made.Pending > 0 && made.Wrong + made.Pending >= Free)) return false;
            guesses[(user, address)] = made with { Pending = made.Pending + 1 };
            return true;
        }
    }

    /// <summary>Ends a guess.</summary>
    public void End(Caller user, string address, bool isRight)
    {
        lock (gate)
        {
            var made = guesses[(user, address)];
            var wrong = isRight ? 0 : made.Wrong + 1;
            var seconds = wrong < Free ? 0 : Math.Min(Math.Pow(2, wrong - Free), Longest.TotalSeconds);
            guesses[(user, address)] = new Guesses(wrong, made.Pending - 1, clock.GetUtcNow().AddSeconds(seconds));
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, made) in guesses)
        {
            if (made.Until < now && made.Pending == 0) guesses.Remove(key);
        }
    }

    private readonly record struct Guesses(int Wrong, int Pending, DateTimeOffset Until);
}
