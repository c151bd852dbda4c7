using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donations;

namespace CharityLedger.Domain.Screening;

/// <summary>A gift that is held, or was.</summary>
/// <param name="Hold">How it came to be held.</param>
/// <param name="Decision">What was decided; null while nothing was.</param>
public sealed record HoldState(GiftHeldForScreening Hold, ScreeningDecided? Decision);

/// <summary>Screening of names (名单筛查; Anti-Money Laundering Law art. 40).</summary>
public static class ScreeningRules
{
    /// <summary>Most names of one list.</summary>
    public const int MostNames = 5_000;

    /// <summary>Most names of one event.</summary>
    public const int NamesOfAnEvent = 1_500;

    private const int MostCharacters = 200;

    /// <summary>The events that load a list, at least one.</summary>
    /// <param name="list">Id of the list.</param>
    /// <param name="source">Where it was published.</param>
    /// <param name="digests">Digests of its names, each once.</param>
    /// <param name="on">Date of the list.</param>
    public static IReadOnlyList<ILedgerEvent> Load(string list, string source, IReadOnlyList<string> digests, DateOnly on) =>
    [
        new ScreeningListLoaded(list, source, [.. digests.Take(NamesOfAnEvent)], on),
        .. digests.Skip(NamesOfAnEvent).Chunk(NamesOfAnEvent).Select(more => new ScreeningListContinued(list, more, on)),
    ];

    /// <summary>The list that holds each digest, by the federation's lists as they stand after these events.</summary>
    public static IReadOnlyDictionary<string, string> Lists(IEnumerable<ILedgerEvent> events)
    {
        var lists = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var @event in events)
        {
            if (@event is ScreeningListLoaded loaded) lists[loaded.List] = [.. loaded.Digests];
            else if (@event is ScreeningListContinued more) lists[more.List].AddRange(more.Digests);
        }

        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (list, digests) in lists)
            foreach (var digest in digests) known[digest] = list;
        return known;
    }

    /// <summary>A refusal of a list that can't be loaded.</summary>
    public static Refusal? Refuse(string list, string source, IReadOnlyList<string> names, DateOnly on, DateOnly today) =>
        Check.Id(list, "list") ?? Check.Text(source, "source") ?? Check.Date(on, today)
        ?? (names.Count > MostNames ? new Refusal(RefusalCode.TextTooLong, $"A list has at most {MostNames} names.", "names")
            : names.Select(n => Check.Text(n, "names", MostCharacters)).FirstOrDefault(r => r is not null));

    /// <summary>
    /// A name as it is compared: without spaces, dots and marks between its parts, full-width letters as half-width, in
    /// capitals. Nothing cleverer: other spellings belong on the list.
    /// </summary>
    public static string Normalise(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            var half = letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - 0xFEE0) : letter;
            if (char.IsLetterOrDigit(half)) plain.Append(char.ToUpperInvariant(half));
        }

        return plain.ToString();
    }

    /// <summary>Decides on a held gift, once. It is received with the word on its source that was missing.</summary>
    public static Result<ScreeningDecided> Decide(HoldState? state, ScreeningDecided wanted, string? source, DateOnly today)
    {
        if (state is null) return new Refusal(RefusalCode.HoldUnknown, "There is no such held gift.", "gift");
        if (state.Decision is not null) return new Refusal(RefusalCode.HoldDecided, "It was decided before.", "gift");
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Optional(source, "sourceOfFunds", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return state.Hold.NeedsSource && wanted.Decision == ScreeningDecision.Cleared && string.IsNullOrWhiteSpace(source)
            ? GiftTerms.SourceMissing("sourceOfFunds") : wanted;
    }

    /// <summary>Folds an event.</summary>
    public static HoldState? Evolve(HoldState? state, ILedgerEvent @event) => @event switch
    {
        GiftHeldForScreening e => new HoldState(e, null),
        ScreeningDecided e => state! with { Decision = e },
        _ => state,
    };
}
