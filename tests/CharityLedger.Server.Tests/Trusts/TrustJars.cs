namespace CharityLedger.Server.Tests.Trusts;

/// <summary>
/// A trust and what gives to it as jars of single fen in the order in which they came, each marked with the entry that brought it
/// into the trust. Nothing here knows of lines, intervals or traces.
/// </summary>
internal sealed class TrustJars
{
    private const string Trust = "trust/t";

    /// <param name="Entry">What brought it into the trust, and which fen of that it is.</param>
    /// <param name="IsBound">Whether a donor's restriction bound it before.</param>
    private sealed record Coin(string? Entry, int Number, bool IsBound);

    private sealed record Deal(string Deed, int Fen, string From, bool Earns, List<Coin> Spent)
    {
        public int BackFen { get; set; }
    }

    private readonly Dictionary<string, List<Coin>> jars = new() { [Trust] = [], ["general"] = [], ["fund/edu"] = [] };
    private readonly Dictionary<string, Deal> deals = [];

    public string Deed(string id) => deals[id].Deed;

    public int Fen(string jar) => jars[jar].Count;

    public int Bound(string jar) => jars[jar].Count(c => c.IsBound);

    public void Give(string jar, int fen, bool isBound) => jars[jar].AddRange(Enumerable.Repeat(new Coin(null, 0, isBound), fen));

    public void Allocate(string from, string to, int fen) => jars[to].AddRange(First(from, fen));

    public bool Holds(string deed, string from, int fen) => deed is "contributions" or "income" || Fen(deed == "funding" ? from : Trust) >= fen;

    public void Do(string deed, string id, int fen, string from, bool earns)
    {
        var spent = deed is "fees" or "distributions" ? First(Trust, fen) : deed == "funding" ? First(from, fen) : [];
        deals[id] = new Deal(deed, fen, from, earns && deed == "fees", spent);
        if (deed is "contributions" or "income") spent = [.. Enumerable.Repeat(new Coin(null, 0, true), fen)];
        if (deed is not ("fees" or "distributions")) jars[Trust].AddRange(spent.Select((c, i) => new Coin(id, i, c.IsBound)));
        if (deals[id].Earns) Give("general", fen, isBound: false);
    }

    /// <summary>Why as much of an entry can't be taken back; null where it can.</summary>
    public string? WhyNotBack(string id, int fen)
    {
        var deal = deals[id];
        if (fen > deal.Fen - deal.BackFen) return "reversal_exceeds_payment";
        var isThere = deal.Deed is "fees" or "distributions" ? !deal.Earns || Fen("general") >= fen : Own(id).Count() >= fen;
        return isThere ? null : "insufficient_funds";
    }

    public void Back(string id, int fen)
    {
        var deal = deals[id];
        if (deal.Deed is "fees" or "distributions")
        {
            // The last that has not come back.
            jars[Trust].AddRange(deal.Spent.Skip(deal.Fen - deal.BackFen - fen).Take(fen));
            if (deal.Earns) First("general", fen);
        }
        else
        {
            var back = Own(id).TakeLast(fen).ToList();
            jars[Trust].RemoveAll(back.Contains);
            if (deal.Deed == "funding") jars[deal.From].AddRange(back.Select(c => new Coin(null, 0, c.IsBound)));
        }

        deal.BackFen += fen;
    }

    private IEnumerable<Coin> Own(string id) => jars[Trust].Where(c => c.Entry == id).OrderBy(c => c.Number);

    private List<Coin> First(string jar, int fen)
    {
        var coins = jars[jar][..fen];
        jars[jar].RemoveRange(0, fen);
        return coins;
    }
}
