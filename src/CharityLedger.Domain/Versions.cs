using System.Collections.Immutable;

namespace CharityLedger.Domain;

/// <summary>What something was from a day on.</summary>
/// <param name="From">First day.</param>
/// <param name="Value">What it was.</param>
public readonly record struct Version<T>(DateOnly From, T Value);

/// <summary>
/// What something is by day: how it began, and each change from its own day on. A change that is recorded late, for a day before
/// others, leaves what those changed as they left it: each is applied to what stood before its day.
/// </summary>
public sealed class Versions<T>
{
    private readonly ImmutableList<(DateOnly From, Func<T, T> Change)> changes;
    private readonly ImmutableArray<Version<T>> all;

    /// <param name="from">Day on which it began.</param>
    /// <param name="first">How.</param>
    public Versions(DateOnly from, T first) : this(new Version<T>(from, first), [])
    {
    }

    private Versions(Version<T> first, ImmutableList<(DateOnly From, Func<T, T> Change)> changes)
    {
        this.changes = changes;
        var versions = ImmutableArray.CreateBuilder<Version<T>>(changes.Count + 1);
        versions.Add(first);
        foreach (var (from, change) in changes) versions.Add(new Version<T>(from, change(versions[^1].Value)));
        all = versions.MoveToImmutable();
    }

    /// <summary>All versions, by their days; of those of one day the last one recorded holds.</summary>
    public IReadOnlyList<Version<T>> All => all;

    /// <summary>Those that hold on any day: of one day the last.</summary>
    public IEnumerable<Version<T>> Held => all.Where((v, i) => i == all.Length - 1 || all[i + 1].From != v.From);

    /// <summary>The version of the last day that any begins on, which may lie ahead.</summary>
    public T Last => all[^1].Value;

    /// <summary>The version of a day; the first one for the days before it began.</summary>
    public T AsOf(DateOnly day)
    {
        for (var i = all.Length - 1; i > 0; i--)
            if (all[i].From <= day) return all[i].Value;
        return all[0].Value;
    }

    /// <summary>The same with a change from a day on; one of before the beginning holds from the beginning.</summary>
    public Versions<T> With(DateOnly from, Func<T, T> change)
    {
        var day = from < all[0].From ? all[0].From : from;
        var at = changes.FindLastIndex(c => c.From <= day) + 1;
        return new Versions<T>(all[0], changes.Insert(at, (day, change)));
    }
}
