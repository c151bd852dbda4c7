using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Duties;
using CharityLedger.Domain.Federations;
using CharityLedger.Projections.Register;
using CharityLedger.Server.Duties;
using CharityLedger.Server.Federations;
using CharityLedger.Server.Regulation;

namespace CharityLedger.Server.Pages;

/// <summary>The rules that bind a federation, with their sources, and what it owes the public (政策参数、公开义务).</summary>
public static class RulesPage
{
    /// <summary>Rows whose duties are owed to the public; what was raised by hand may name people, and is not shown.</summary>
    private static readonly string[] Public = ["disclosure.", "fundraising.", "project.", "trust.", "lottery."];

    /// <param name="Rules">Every row that covers today.</param>
    /// <param name="Duties">Duties owed to the public, by due date.</param>
    /// <param name="Register">What of the federation's register holds today and is public.</param>
    public sealed record Model(IReadOnlyList<ListPolicy.Line> Rules, IReadOnlyList<Duty> Duties, IReadOnlyList<Entry> Register);

    /// <param name="Kind">Word of the kind, such as <c>tax_deduction</c>.</param>
    /// <param name="Words">Office, name or grade; null where it has a number alone.</param>
    /// <param name="Number">Number.</param>
    /// <param name="Authority">Who issued it.</param>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day; null where it has no end.</param>
    public sealed record Entry(string Kind, string? Words, string? Number, string? Authority, DateOnly From, DateOnly? To);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/f/{federation}/rules", PublicSite.Read, Rules).Page();
        app.MapMethods("/f/{federation}/duties", PublicSite.Read, Duties).Page();
    }

    private static Task<IResult> Rules(
        string federation, HttpContext http, RegisterQuery register, Ledger ledger, DutyReading duties, CancellationToken ct) =>
        Show<RulesView>(federation, http, register, ledger, duties, ct);

    private static Task<IResult> Duties(
        string federation, HttpContext http, RegisterQuery register, Ledger ledger, DutyReading duties, CancellationToken ct) =>
        Show<DutiesView>(federation, http, register, ledger, duties, ct);

    private static async Task<IResult> Show<TView>(
        string federation, HttpContext http, RegisterQuery register, Ledger ledger, DutyReading duties, CancellationToken ct)
        where TView : Microsoft.AspNetCore.Components.IComponent
    {
        if (await register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var policy = await ledger.PolicyAsync(federation, ct);
        var owed = typeof(TView) != typeof(DutiesView) ? []
            : (await duties.ReadAsync(federation, null, ct)).Where(d => d.Applied && IsPublic(d)).ToList();
        var registered = typeof(TView) == typeof(RulesView) ? await RegisterAsync(federation, ledger, ct) : [];
        var model = new Model(ListPolicy.Lines(policy, ledger.Today), owed, registered);
        return PublicSite.Render<TView>(http, new { Site = Site.Of(http, entry), Model = model });
    }

    /// <summary>What holds today, without staff and notes.</summary>
    private static async Task<IReadOnlyList<Entry>> RegisterAsync(string federation, Ledger ledger, CancellationToken ct)
    {
        var today = ledger.Today;
        var (register, _) = await ledger.RegisterAsync(federation, ct);
        var own = from rule in RegisterKinds.All
            where rule.IsPublic
            from entry in register.Entries.Values
            where entry.Kind == rule.Kind && entry.Covers(today)
            orderby entry.ValidFrom
            let facts = entry.Versions.AsOf(today).Facts
            let words = string.Join(' ', new[] { facts.Title, facts.Name }.OfType<string>())
            select new Entry(Word(rule.Kind), words.Length == 0 ? null : words, facts.Number, facts.Authority, entry.ValidFrom, entry.LastDay);
        var certificates = (await ledger.CertificatesAsync(federation, ct)).Where(c => c.ValidFrom <= today && today <= c.ValidTo)
            .Select(c => new Entry("fundraising", null, c.Certificate, c.Authority, c.ValidFrom, c.ValidTo));
        var named = (await ledger.FederationWordsAsync(federation, ct))!.Value.Words;
        return [.. Named(named, today).Concat(own).Concat(certificates)];
    }

    /// <summary>Name, head and address, where they were ever amended; each since the day from which it has been so.</summary>
    private static IEnumerable<Entry> Named(Versions<FederationWords> versions, DateOnly today)
    {
        if (versions.All.Count == 1) yield break;
        foreach (var (kind, of) in new (string, Func<FederationWords, string?>)[]
            { ("name", w => w.Name), ("head", w => w.Head), ("address", w => w.Address) })
        {
            var past = versions.All.Where((v, i) => i == 0 || v.From <= today).ToList();
            if (of(past[^1].Value) is not { } words) continue;
            var since = past.AsEnumerable().Reverse().TakeWhile(v => of(v.Value) == words).Last().From;
            yield return new Entry(kind, words, null, null, since, null);
        }
    }

    private static string Word(RegisterKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static bool IsPublic(Duty duty) =>
        !duty.IsRaised && Public.Any(p => duty.Row.Id.StartsWith(p, StringComparison.Ordinal));
}
