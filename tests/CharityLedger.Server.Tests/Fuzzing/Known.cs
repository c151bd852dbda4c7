using CharityLedger.Server.Tests.Doors;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>
/// What a federation has. A thing is known by the words of its address: of <c>/goods/{gift}</c> it is <c>goods/gift</c>, with all
/// that stands before it.
/// </summary>
internal sealed class Known
{
    private const int Most = 2_000;

    /// <summary>Commands that make what another address holds.</summary>
    private static readonly Dictionary<string, string> Makes = new()
    {
        ["income"] = "entries/entry", ["contributions"] = "entries/entry", ["fees"] = "entries/entry", ["duties"] = "duties/duty",
        ["yield-gifts"] = "yield-gifts/yieldAgreement", ["shared-projects"] = "shared-projects/project",
    };

    private readonly Dictionary<string, string> kinds;
    private readonly List<IReadOnlyDictionary<string, string>> places = [];

    /// <param name="doors">All doors: what stands before a name in one of them is what holds such things.</param>
    public Known(IEnumerable<Door> doors) => kinds = doors.SelectMany(WordsOf).DistinctBy(w => w.Split('/')[0])
        .ToDictionary(w => w.Split('/')[0], StringComparer.Ordinal);

    /// <summary>Everything that is known.</summary>
    public IEnumerable<string> Ids => places.SelectMany(p => p.Values).Distinct();

    /// <summary>The words of a door's address, in its order.</summary>
    public static IReadOnlyList<string> WordsOf(Door door)
    {
        var steps = door.Endpoint.RoutePattern.PathSegments;
        return
        [
            .. steps.Zip(steps.Skip(1)).Where(p => p is { First.Parts: [RoutePatternLiteralPart], Second.Parts: [RoutePatternParameterPart] })
                .Select(p => $"{((RoutePatternLiteralPart)p.First.Parts[0]).Content}/{((RoutePatternParameterPart)p.Second.Parts[0]).Name}"),
        ];
    }

    /// <summary>Learns of something that a command made.</summary>
    public void Learn(Door door, IReadOnlyDictionary<string, string> address, string id)
    {
        var holder = door.Pattern.Split('/')[^1];
        if ((Makes.GetValueOrDefault(holder) ?? kinds.GetValueOrDefault(holder)) is { } word) Learn(new Dictionary<string, string>(address) { [word] = id });
    }

    /// <summary>Learns of a place.</summary>
    public void Learn(IReadOnlyDictionary<string, string> place)
    {
        if (places.Count < Most) places.Add(place);
    }

    /// <summary>A place that has all of these words; null where none is known.</summary>
    public IReadOnlyDictionary<string, string>? Place(IReadOnlyList<string> words, Random random)
    {
        var fitting = places.Where(p => words.All(p.ContainsKey)).ToList();
        return fitting.Count == 0 ? null : fitting[random.Next(fitting.Count)];
    }

    /// <summary>Something of a name, whatever holds it; null where nothing is known.</summary>
    public string? One(string name, Random random)
    {
        var fitting = places.Select(p => p.FirstOrDefault(w => w.Key.EndsWith("/" + name, StringComparison.Ordinal)).Value).Where(v => v is not null).ToList();
        return fitting.Count == 0 ? null : fitting[random.Next(fitting.Count)];
    }
}
