using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Federations;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Federations;

/// <summary>The federation's register of itself, by day (登记册).</summary>
public static class ShowRegister
{
    /// <summary>Who reads the names of staff.</summary>
    private static readonly Role[] Personnel = [Role.Administrator, Role.Auditor];

    /// <param name="Entry">Id of the entry.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="ValidFrom">First day.</param>
    /// <param name="LastDay">Last day as known now; null where it has no end.</param>
    /// <param name="Facts">What it says of the day that was asked for. A name of staff is told to administrators and auditors alone.</param>
    /// <param name="Paper">SHA-256 of the paper.</param>
    /// <param name="IsInForce">Whether it holds on that day.</param>
    /// <param name="EndedFrom">First day on which it doesn't hold any more, where it was ended.</param>
    /// <param name="Reason">Why it ended.</param>
    public sealed record Line(
        string Entry, RegisterKind Kind, DateOnly ValidFrom, DateOnly? LastDay, RegisterFacts Facts, string? Paper, bool IsInForce,
        DateOnly? EndedFrom, string? Reason);

    /// <param name="From">First day of what it says.</param>
    /// <param name="ValidTo">Last day of the entry, as it was known then.</param>
    /// <param name="Facts">What it says.</param>
    /// <param name="Paper">SHA-256 of the paper.</param>
    /// <param name="RecordedOn">Business date of the record.</param>
    public sealed record Said(DateOnly From, DateOnly? ValidTo, RegisterFacts Facts, string? Paper, DateOnly RecordedOn);

    /// <param name="Entry">The entry as of today.</param>
    /// <param name="Versions">All that it said, by day.</param>
    public sealed record Story(Line Entry, IReadOnlyList<Said> Versions);

    /// <param name="On">The day that was asked for.</param>
    /// <param name="Entries">The entries, by kind and first day.</param>
    /// <param name="Fundraising">The certificates for public fundraising, which are recorded apart.</param>
    public sealed record Answer(DateOnly On, IReadOnlyList<Line> Entries, IReadOnlyList<FundraisingQualified> Fundraising);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/federation-register", List).AsRead().WithName("ShowFederationRegister").WithTags("federations")
            .WithSummary("The federation's register of itself on a day (登记册)");
        api.MapGet("/federation-register/{entry}", One).AsRead().WithName("ShowRegisterEntry").WithTags("federations")
            .WithSummary("An entry of the register with all its versions (登记册条目)");
    }

    /// <param name="on">The day; today where missing.</param>
    /// <param name="kind">One kind; all where missing.</param>
    /// <param name="all">Whether entries that don't hold on that day are listed as well.</param>
    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> List(DateOnly? on, string? kind, bool? all, CommandContext context,
        Ledger ledger, Users users, DonorVault vault, CancellationToken ct)
    {
        var wanted = Words.Parse<RegisterKind>(kind, "kind");
        if (wanted.Refusal is { } refusal) return Problems.Of(refusal);
        var (tenant, day) = (context.Caller.Federation, on ?? ledger.Today);
        var (register, _) = await ledger.RegisterAsync(tenant, ct);
        var entries = register.Entries.Values.Where(e => (all == true || e.Covers(day)) && (wanted.Value is null || e.Kind == wanted.Value))
            .OrderBy(e => e.Kind).ThenBy(e => e.ValidFrom).ThenBy(e => e.Id, StringComparer.Ordinal).ToList();
        var names = await NamesAsync(context.Caller, entries.Select(e => e.Versions.AsOf(day)), users, vault, ct);
        var certificates = wanted.Value is null ? await ledger.CertificatesAsync(tenant, ct) : [];
        return TypedResults.Ok(new Answer(day, [.. entries.Select(e => LineOf(e, day, names))],
            [.. certificates.Where(c => all == true || (c.ValidFrom <= day && day <= c.ValidTo))]));
    }

    private static async Task<Results<Ok<Story>, ProblemHttpResult>> One(
        string entry, CommandContext context, Ledger ledger, Users users, DonorVault vault, CancellationToken ct)
    {
        var (register, _) = await ledger.RegisterAsync(context.Caller.Federation, ct);
        if (!register.Entries.TryGetValue(entry, out var found)) return Problems.Of(FederationRegister.Unknown);
        var names = await NamesAsync(context.Caller, found.Versions.All.Select(v => v.Value), users, vault, ct);
        return TypedResults.Ok(new Story(LineOf(found, ledger.Today, names), [.. found.Versions.All.Select(v =>
            new Said(v.From, v.Value.ValidTo, FactsOf(v.Value, names), v.Value.Paper, v.Value.RecordedOn))]));
    }

    private static Line LineOf(RegisterEntry entry, DateOnly day, IReadOnlyDictionary<string, DonorDetails> names)
    {
        var words = entry.Versions.AsOf(day);
        return new Line(entry.Id, entry.Kind, entry.ValidFrom, entry.LastDay, FactsOf(words, names), words.Paper, entry.Covers(day),
            entry.Ended?.EndedFrom, entry.Ended?.Reason);
    }

    private static RegisterFacts FactsOf(RegisterWords words, IReadOnlyDictionary<string, DonorDetails> names) =>
        words.Person is not null && names.TryGetValue(words.Person.Id, out var person)
            ? words.Facts with { Name = person.Name, Note = person.Note }
            : words.Facts;

    private static async Task<IReadOnlyDictionary<string, DonorDetails>> NamesAsync(
        Caller caller, IEnumerable<RegisterWords> words, Users users, DonorVault vault, CancellationToken ct)
    {
        if (!(await users.OfAsync(caller.Federation, ct)).Allows(caller.User, Personnel)) return new Dictionary<string, DonorDetails>();
        return await vault.OpenAsync(caller.Federation, [.. words.Select(w => w.Person).OfType<DonorRef>()
            .Select(p => (p.Id, Convert.FromBase64String(p.Sealed!)))], ct);
    }
}
