using CharityLedger.Contracts;
using CharityLedger.Domain;

namespace CharityLedger.Server.Hosting;

/// <summary>What a command was decided on may change before it is appended: the core says so, and it is decided anew.</summary>
public static class Conflicts
{
    /// <summary>Decides on what this host remembers, which the command asserts; where that is refused, anew on what the
    /// log says.</summary>
    /// <param name="attempt">Reads, anew or from memory, decides and appends.</param>
    public static async Task<Result<T>> RecallAsync<T>(Func<bool, Task<Result<T>>> attempt)
    {
        var result = await attempt(false);
        return result.Refusal is null ? result : await RetryAsync(() => attempt(true));
    }

    /// <summary>Does what is booked on the first open day once more where its month was closed between the look and the append.</summary>
    /// <param name="book">Finds the day, decides and appends, again after a conflict.</param>
    public static async Task<Result<T>> BookAsync<T>(Func<Task<Result<T>>> book)
    {
        var result = await book();
        return result.Refusal?.Code == RefusalCode.PeriodClosed ? await book() : result;
    }

    /// <summary>Tries again after a conflict.</summary>
    /// <param name="attempt">Reads, decides and appends.</param>
    /// <param name="attempts">How often at most; the last conflict is the answer.</param>
    public static async Task<Result<T>> RetryAsync<T>(Func<Task<Result<T>>> attempt, int attempts = 8)
    {
        for (var made = 1; ; made++)
        {
            var result = await attempt();
            if (result.Refusal?.Code != RefusalCode.VersionConflict || made == attempts) return result;
        }
    }
}
