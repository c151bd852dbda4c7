using System.Globalization;
using CharityLedger.Domain;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Register;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Pages;

/// <summary>What every page knows: its language, its address and the federation it is about.</summary>
/// <param name="T">The words.</param>
/// <param name="Address">Path and query without the language's prefix.</param>
/// <param name="Federation">The federation; null on pages about none.</param>
/// <param name="Now">When the page was made, UTC.</param>
public sealed record Site(Texts T, string Address, FederationEntry? Federation, DateTimeOffset Now)
{
    /// <summary>How far the read models are that a start still builds; null where none is: what pages show may be older.</summary>
    public string? Building { get; private init; }

    /// <summary>That this is a copy which nobody has switched on: every page says so, for it may be behind the ledger in use.</summary>
    public LedgerCopy? Copy { get; private init; }

    /// <summary>The federation's name in the page's language.</summary>
    public string Name => Federation is null ? T["site.name"] : NameOf(Federation);

    /// <summary>Path of the federation's pages.</summary>
    public string Home => Federation is null ? Link("/") : Link($"/f/{Federation.Tenant}");

    /// <summary>This page in the other language.</summary>
    public string OtherLanguage => T.Other.Prefix + Address;

    /// <summary>The site of a request.</summary>
    public static Site Of(HttpContext http, FederationEntry? federation = null)
    {
        var english = http.Request.PathBase.Value?.EndsWith(Texts.English.Prefix, StringComparison.Ordinal) == true;
        // What was posted is not in the query; a page that answers a form is found again at the form.
        return new Site(english ? Texts.English : Texts.Chinese, http.Request.Path.Value
            + http.Request.QueryString.Value, federation,
            http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())
        {
            Copy = http.RequestServices.GetRequiredService<CopyMark>().Last,
            Building = PartBuilt(http.RequestServices.GetRequiredService<ProjectionEngine>().Building),
        };
    }

    private static string? PartBuilt(IReadOnlyList<ModelBuild> left) =>
        left.Count == 0 ? null : Percent(left.Sum(b => b.Position), left.Sum(b => b.Last));

    /// <summary>A federation's name in the page's language.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="on">The day of what is told: it has the name that it had then. Today where missing.</param>
    public string NameOf(FederationEntry federation, DateOnly? on = null)
    {
        var (_, name, english) = federation.AsOf(on ?? Today);
        return T == Texts.English ? english ?? name : name;
    }

    /// <summary>The federation's name on a day.</summary>
    public string NameOn(DateOnly day) => Federation is null ? Name : NameOf(Federation, day);

    /// <summary>An address in the page's language.</summary>
    public string Link(string path) => T.Prefix + path;

    /// <summary>An address among the federation's pages.</summary>
    public string Under(string path) => Home + path;

    /// <summary>Fen as yuan.</summary>
    public static string Money(long fen) => fen < 0 ? "−¥" + Yuan.Format(-fen) : "¥" + Yuan.Format(fen);

    /// <summary>A business date.</summary>
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A count with groups of three.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The business date of the page.</summary>
    public DateOnly Today => BeijingTime.DateOf(Now);

    /// <summary>The moment of the page on a clock in Beijing.</summary>
    public string Moment => BeijingTime.Show(Now).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole in percent with one decimal, rounded down.</summary>
    public static string Percent(long part, long whole)
    {
        var permille = whole == 0 ? 0 : (long)((Int128)part * 1000 / whole);
        return string.Create(CultureInfo.InvariantCulture, $"{permille / 10}.{permille % 10}%");
    }
}
