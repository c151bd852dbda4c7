using CharityLedger.Contracts.Events;

namespace CharityLedger.Contracts.Regulation;

/// <summary>
/// The rules that bind one federation: the table's rows for its region, and what the federation has set itself. Asked by
/// id and by the date of what is decided, so that a replay meets the row of that day.
/// </summary>
/// <param name="Region">The federation's region; null where it is not known.</param>
/// <param name="Set">What it has set, in the order of the log.</param>
public sealed record Policy(string? Region, IReadOnlyList<PolicyRowSet> Set)
{
    private static readonly ILookup<string, PolicyRow> Table = PolicyTable.Rows.ToLookup(r => r.Id);

    /// <summary>The table alone, for a federation of no known region.</summary>
    public static Policy Default { get; } = new(null, []);

    /// <summary>Ids of all rows, in the table's order.</summary>
    public static IEnumerable<string> Ids => Table.Select(r => r.Key);

    /// <summary>The row that is applied on a date; null where none is in force.</summary>
    /// <exception cref="KeyNotFoundException">The table has no row of this id.</exception>
    public PolicyRow? Find(string id, DateOnly on) => Row(id, on) is { } row && row.IsInForce(on) ? row : null;

    /// <summary>The value that is applied on a date, in the number of its unit; null where none is in force.</summary>
    /// <exception cref="KeyNotFoundException">The table has no row of this id.</exception>
    public long? Number(string id, DateOnly on) => Find(id, on)?.Number;

    /// <summary>Whether a flag is set, or a choice allowed, on a date.</summary>
    public bool IsYes(string id, DateOnly on) => Number(id, on) == 1;

    /// <summary>Whether a ban's row says no on a date.</summary>
    /// <param name="family">What the id begins with, with its dot, such as <see cref="PolicyIds.CampaignBan"/>.</param>
    /// <param name="word">Its last word.</param>
    /// <param name="on">Date of what is decided.</param>
    public bool IsBanned(string family, string word, DateOnly on) =>
        Table.Contains(family + word) && Number(family + word, on) == 0;

    /// <summary>The words of a family whose rows allow them on a date, or refuse them.</summary>
    public IReadOnlyList<string> Words(string family, bool allowed, DateOnly on) =>
    [
        .. Ids.Where(i => i.StartsWith(family, StringComparison.Ordinal)
            && Number(i, on) == (allowed ? 1 : 0)).Select(i => i[family.Length..]),
    ];

    /// <summary>When something falls due that starts on a day; null where no row is in force that day.</summary>
    public DateOnly? Due(string id, DateOnly start) => Find(id, start)?.After(start);

    /// <summary>
    /// The row that covers a date, whether applied or not: the last one that the federation set, otherwise the table's for
    /// the region that lies nearest. Null where none covers it.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The table has no row of this id.</exception>
    public PolicyRow? Row(string id, DateOnly on)
    {
        if (!Table.Contains(id)) throw new KeyNotFoundException($"There is no policy row {id}.");
        var known = Table[id].Where(r => Binds(r.Region)).ToList();
        var row = known.Where(r => r.Covers(on)).MaxBy(r => Nearness(r.Region));
        return Set.LastOrDefault(s => s.Row == id && s.Covers(on)) is { } set
            ? Own(set, row ?? known.FirstOrDefault() ?? Table[id].First())
            : row;
    }

    private static PolicyRow Own(PolicyRowSet set, PolicyRow row) => row with
    {
        Region = "", Value = set.Value ?? row.Value, From = set.EffectiveFrom, To = set.EffectiveTo,
        Status = set.InForce ? PolicyStatus.InForce : PolicyStatus.Draft, Source = set.Source,
    };

    private bool Binds(string region) => region.Length == 0
        || (Region is not null && (region.EndsWith('*')
            ? Region.Contains(region[..^1], StringComparison.Ordinal) : Region == region));

    /// <summary>A region's own rule goes before that of the one around it, and the longer name before the shorter.</summary>
    private static int Nearness(string region) =>
        region.Length == 0 ? 0 : region.EndsWith('*') ? region.Length : 1_000;
}
