using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Trusts;
using CharityLedger.Projections.Register;
using CharityLedger.Projections.Trusts;

namespace CharityLedger.Server.Pages;

/// <summary>Charitable trusts as the public reads them (慈善信托信息公开): what each received, earned, paid as fees, used and has left.</summary>
public static class TrustPages
{
    private const int MostDistributions = 100;

    /// <param name="Received">From settlors, in fen.</param>
    /// <param name="Earned">Income, in fen.</param>
    /// <param name="Fees">Fees, in fen.</param>
    /// <param name="Used">For its purpose, what came back taken off, in fen.</param>
    /// <param name="HandedOn">Residue handed on, in fen.</param>
    public sealed record Sums(long Received, long Earned, long Fees, long Used, long HandedOn)
    {
        /// <summary>What is left, in fen.</summary>
        public long Left => Received + Earned - Fees - Used - HandedOn;

        /// <summary>The sums of years.</summary>
        public static Sums Of(IEnumerable<TrustYear> years) => years.Aggregate(new Sums(0, 0, 0, 0, 0), (s, y) => new Sums(
            s.Received + y.ContributedFen, s.Earned + y.EarnedFen, s.Fees + y.FeesFen, s.Used + y.DistributedFen, s.HandedOn + y.HandedOnFen));
    }

    /// <param name="Trust">The trust.</param>
    /// <param name="Sums">All its years together.</param>
    public sealed record ListLine(TrustEntry Trust, Sums Sums);

    /// <param name="On">Business date.</param>
    /// <param name="Payee">Who received it.</param>
    /// <param name="Purpose">What for.</param>
    /// <param name="AmountFen">Amount without what came back, in fen.</param>
    public sealed record Distribution(DateOnly On, string Payee, string Purpose, long AmountFen);

    /// <param name="Trust">The trust.</param>
    /// <param name="Settlors">Names of the settlors, as far as they agreed.</param>
    /// <param name="Years">What moved in each year.</param>
    /// <param name="Reports">Reports, newest first.</param>
    /// <param name="Distributions">The newest distributions, newest first.</param>
    public sealed record Model(TrustEntry Trust, IReadOnlyList<string> Settlors, IReadOnlyList<TrustYear> Years,
        IReadOnlyList<TrustReported> Reports, IReadOnlyList<Distribution> Distributions);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/f/{federation}/trusts", PublicSite.Read, List).PublicPage();
        app.MapMethods("/f/{federation}/trusts/{trust}", PublicSite.Read, One).PublicPage();
    }

    private static async Task<IResult> List(
        string federation, HttpContext http, RegisterQuery register, TrustsQuery trusts, CancellationToken ct)
    {
        if (await register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var years = (await trusts.AllYearsAsync(federation, ct)).ToLookup(y => y.Trust, y => y.Year);
        IReadOnlyList<ListLine> lines = [.. (await trusts.TrustsAsync(federation, ct)).Select(t => new ListLine(t, Sums.Of(years[t.Trust])))];
        return PublicSite.Render<TrustsView>(http, new { Site = Site.Of(http, entry), Lines = lines });
    }

    private static async Task<IResult> One(string federation, string trust, HttpContext http, RegisterQuery register,
        TrustsQuery trusts, Ledger ledger, DonorNames names, CancellationToken ct)
    {
        if (await register.FederationAsync(federation, ct) is not { } entry
            || (await trusts.TrustsAsync(federation, ct)).FirstOrDefault(t => t.Trust == trust) is not { } found) return PublicSite.NotFound(http);
        var (state, _, events) = await ledger.LoadAsync<TrustState>(federation, Streams.Trust(trust), Trust.Evolve, ct);
        var site = Site.Of(http, entry);
        var distributions = events.Select(e => e.Event).OfType<TrustDistributed>().Reverse()
            .Select(d => new Distribution(d.OccurredOn, d.Payee, d.Purpose, state!.Entries[d.Distribution].OutstandingFen));
        var model = new Model(found, await names.OfAsync(federation, state?.Settlors ?? [], site.T["donor.nobody"], ct),
            await trusts.YearsAsync(federation, trust, ct), [.. events.Select(e => e.Event).OfType<TrustReported>().Reverse()],
            [.. distributions.Take(MostDistributions)]);
        return PublicSite.Render<TrustView>(http, new { Site = site, Model = model });
    }
}
