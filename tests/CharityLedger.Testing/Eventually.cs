using System.Diagnostics;

namespace CharityLedger.Testing;

/// <summary>Waiting for what another process or thread will do, no longer than needed.</summary>
public static class Eventually
{
    /// <summary>Asks again every 20 ms until the condition holds.</summary>
    /// <exception cref="TimeoutException">Where it doesn't within the limit, by default 30 s.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var patience = limit ?? TimeSpan.FromSeconds(30);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var waited = Stopwatch.StartNew(); !await condition(); await timer.WaitForNextTickAsync())
        {
            if (waited.Elapsed > patience)
                throw new TimeoutException($"Not within {patience.TotalSeconds:0} s: {what}");
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? limit = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, limit);
}
