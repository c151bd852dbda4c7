using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Campaigns;

namespace CharityLedger.Domain.Federations;

/// <summary>What an entry says on some day.</summary>
/// <param name="Facts">In clear.</param>
/// <param name="Person">Of staff: who, sealed.</param>
/// <param name="ValidTo">Last day of the entry; null where it has no term.</param>
/// <param name="Paper">SHA-256 of the paper that says so.</param>
/// <param name="RecordedOn">Business date of the record.</param>
public sealed record RegisterWords(RegisterFacts Facts, DonorRef? Person, DateOnly? ValidTo, string? Paper, DateOnly RecordedOn);

/// <summary>An entry of the register.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="Versions">What it says, by day.</param>
/// <param name="Ended">How it ended; null while it did not.</param>
public sealed record RegisterEntry(
    string Id, RegisterKind Kind, DateOnly ValidFrom, Versions<RegisterWords> Versions, RegisterEnded? Ended = null)
{
    /// <summary>Its last day as known now; null where it has no end, and before its first where it never should have stood there.</summary>
    public DateOnly? LastDay => Ended is { EndedFrom: var end } && (Versions.Last.ValidTo is not { } to || end <= to)
        ? end.AddDays(-1)
        : Versions.Last.ValidTo;

    /// <summary>Whether it holds on a day, by what it says of that day.</summary>
    public bool Covers(DateOnly day) =>
        day >= ValidFrom && !(day > Versions.AsOf(day).ValidTo) && !(day >= Ended?.EndedFrom);
}

/// <summary>The federation's register of itself (慈善总会登记册), folded from its stream. Every question is asked of a day.</summary>
public sealed record FederationRegister(ImmutableSortedDictionary<string, RegisterEntry> Entries)
{
    private const int FirstYear = 1949, LastYear = 2200;

    /// <summary>How the federation's own name, head and address changed, in the order of the log.</summary>
    public ImmutableList<FederationAmended> Amendments { get; init; } = [];

    /// <summary>A register without entries.</summary>
    public static readonly FederationRegister Empty =
        new(ImmutableSortedDictionary.Create<string, RegisterEntry>(StringComparer.Ordinal));

    /// <summary>Enters something.</summary>
    public Result<RegisterEntered> Enter(RegisterEntered wanted, Policy policy, DateOnly today)
    {
        if (Entries.ContainsKey(wanted.Entry))
            return new Refusal(RefusalCode.RegisterEntryExists, "An entry of this id exists.", "entry");
        var rule = RegisterKinds.Of(wanted.Kind);
        var refusal = Check.Id(wanted.Entry, "entry") ?? Check.Date(wanted.OccurredOn, today)
            ?? Stated(rule, wanted.Facts, wanted.Person, wanted.ValidTo, wanted.Paper)
            ?? Term(rule, wanted.ValidFrom, wanted.ValidTo, policy) ?? Doubled(rule, wanted.Entry, wanted.ValidFrom, wanted.ValidTo);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Changes what an entry says from a day on; from its first day on, what was entered wrongly.</summary>
    public Result<RegisterChanged> Change(RegisterChanged wanted, Policy policy, DateOnly today)
    {
        if (!Entries.TryGetValue(wanted.Entry, out var entry)) return Unknown;
        if (entry.Ended is not null) return Over;
        var rule = RegisterKinds.Of(entry.Kind);
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)
            ?? Stated(rule, wanted.Facts, wanted.Person, wanted.ValidTo, wanted.Paper)
            ?? Check.NotBefore(wanted.ChangedFrom, entry.ValidFrom, "changedFrom") ?? Year(wanted.ChangedFrom, "changedFrom")
            ?? Term(rule, entry.ValidFrom, wanted.ValidTo, policy) ?? Doubled(rule, entry.Id, entry.ValidFrom, wanted.ValidTo);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Ends an entry from a day on.</summary>
    public Result<RegisterEnded> End(RegisterEnded wanted, DateOnly today)
    {
        if (!Entries.TryGetValue(wanted.Entry, out var entry)) return Unknown;
        if (entry.Ended is not null) return Over;
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today) ?? Digest(wanted.Paper)
            ?? Check.NotBefore(wanted.EndedFrom, entry.ValidFrom, "endedFrom") ?? Year(wanted.EndedFrom, "endedFrom");
        return refusal is null ? wanted : refusal;
    }

    /// <summary>
    /// Whether a gift of a day is deductible (公益性捐赠税前扣除): by what holds on that day. A day before anything that the register
    /// knows of is not stated; one on which the qualification had run out or was lost is not deductible.
    /// </summary>
    public DeductionStanding DeductionOn(DateOnly day)
    {
        var known = Entries.Values.Where(e => e.Kind == RegisterKind.TaxDeduction && !(e.LastDay < e.ValidFrom)).ToList();
        if (known.Exists(e => e.Covers(day))) return DeductionStanding.Deductible;
        return known.Exists(e => e.ValidFrom <= day) ? DeductionStanding.NotDeductible : DeductionStanding.NotStated;
    }

    /// <summary>Folds an event.</summary>
    public FederationRegister Evolve(ILedgerEvent @event) => @event switch
    {
        RegisterEntered e => With(new RegisterEntry(e.Entry, e.Kind, e.ValidFrom,
            new Versions<RegisterWords>(e.ValidFrom, new RegisterWords(e.Facts, e.Person, e.ValidTo, e.Paper, e.OccurredOn)))),
        RegisterChanged e => With(Entries[e.Entry] with
        {
            Versions = Entries[e.Entry].Versions.With(
                e.ChangedFrom, _ => new RegisterWords(e.Facts, e.Person, e.ValidTo, e.Paper, e.OccurredOn)),
        }),
        RegisterEnded e => With(Entries[e.Entry] with { Ended = e }),
        FederationAmended e => this with { Amendments = Amendments.Add(e) },
        _ => this,
    };

    private FederationRegister With(RegisterEntry entry) => this with { Entries = Entries.SetItem(entry.Id, entry) };

    /// <summary>No such entry.</summary>
    public static Refusal Unknown { get; } =
        new(RefusalCode.RegisterEntryUnknown, "There is no such entry in the federation's register.", "entry");

    private static Refusal Over { get; } = new(RefusalCode.RegisterEntryEnded, "The entry ended.", "entry");

    /// <summary>What the kind's row of the table asks for, and no more.</summary>
    private static Refusal? Stated(RegisterRule rule, RegisterFacts facts, DonorRef? person, DateOnly? validTo, string? paper) =>
        (rule.IsSealed ? Fits(facts.Name is null, "name") ?? (person is null ? Check.Text(null, "name") : null)
            : Said(rule.Name, facts.Name, "name"))
        ?? Said(rule.Number, facts.Number, "number") ?? Said(rule.Title, facts.Title, "title")
        ?? Said(rule.Authority, facts.Authority, "authority") ?? Check.Optional(facts.Note, "note", 500)
        ?? Said(rule.Term, validTo is null ? null : "1", "validTo") ?? Said(rule.Paper, paper, "paper") ?? Digest(paper);

    private static Refusal? Said(Fact wanted, string? text, string field) => wanted switch
    {
        Fact.Needed => Check.Text(text, field),
        Fact.Optional => Check.Optional(text, field),
        _ => Fits(text is null, field),
    };

    private static Refusal? Fits(bool fits, string field) => fits ? null
        : new Refusal(RefusalCode.RegisterEntryInvalid, $"Entries of this kind have no {field}.", field);

    private static Refusal? Digest(string? paper) => paper is null ? null : Check.Sha256(paper, "paper");

    /// <summary>A term is no longer than the row of its first day allows: three years end on the day before the third anniversary.</summary>
    private static Refusal? Term(RegisterRule rule, DateOnly from, DateOnly? to, Policy policy)
    {
        if ((to is { } end ? CampaignPlans.Period(from, end) : Year(from, "validFrom")) is { } refusal) return refusal;
        return rule.Longest is not null && policy.Find(rule.Longest, from) is { } most && to >= most.After(from)
            ? new Refusal(RefusalCode.PeriodInvalid, $"It is granted for at most {most.Value} {most.Unit}.", "validTo")
            : null;
    }

    private static Refusal? Year(DateOnly day, string field) => day.Year is < FirstYear or > LastYear
        ? new Refusal(RefusalCode.PeriodInvalid, $"A period lies within {FirstYear} and {LastYear}.", field) : null;

    /// <summary>Of some kinds only one holds at a time.</summary>
    private Refusal? Doubled(RegisterRule rule, string entry, DateOnly from, DateOnly? to) => rule.IsSingle
        && Entries.Values.FirstOrDefault(e => e.Kind == rule.Kind && e.Id != entry && !(e.LastDay < from) && !(e.ValidFrom > to)
            && !(e.LastDay < e.ValidFrom)) is { } other
        ? new Refusal(RefusalCode.RegisterEntryInvalid, $"The entry {other.Id} holds on a day of these: end it first.", "validFrom")
        : null;
}
