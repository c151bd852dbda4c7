using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Funds;

/// <summary>What was agreed of a fund, as it held on some day.</summary>
/// <param name="Name">Public name.</param>
/// <param name="Sponsor">The donor whose name it bears.</param>
/// <param name="Agreement">Number of the agreement.</param>
/// <param name="Purpose">Purpose (用途).</param>
/// <param name="ManagementFeeBasisPoints">Management-fee rate, in 1/10,000.</param>
public sealed record FundWords(string Name, string Sponsor, string? Agreement, string Purpose, int ManagementFeeBasisPoints)
{
    /// <summary>The terms of its agreement; null where they were never stated.</summary>
    public FundTerms? Terms { get; init; }
}

/// <summary>What later decisions need of a named fund.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">What of it may be spent.</param>
/// <param name="EstablishedOn">Date of the agreement.</param>
/// <param name="Versions">What was agreed, by day.</param>
public sealed record FundState(string Id, FundType Type, DateOnly EstablishedOn, Versions<FundWords> Versions)
{
    /// <summary>Whether it was closed.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Every donor whose name it ever bore, or will bear by what is agreed.</summary>
    public IReadOnlyList<string> Sponsors => [.. Versions.All.Select(v => v.Value.Sponsor).Distinct(StringComparer.Ordinal)];

    /// <summary>What was agreed, as it holds on a day.</summary>
    public FundWords AsOf(DateOnly day) => Versions.AsOf(day);

    /// <summary>
    /// What binds money that comes on a day and is bound by nothing else: null while the fund has the purpose of its beginning, and
    /// otherwise its purpose of that day. So what came before an amendment lies apart from what comes after it.
    /// </summary>
    public string? PurposeOn(DateOnly day) =>
        AsOf(day).Purpose is var purpose && purpose != Versions.All[0].Value.Purpose ? Restriction.Of(purpose) : null;
}

/// <summary>A named fund (冠名基金): a part of the books under an agreement with its sponsor.</summary>
public static class Fund
{
    /// <summary>Sets up a fund that does not exist yet.</summary>
    public static Result<FundEstablished> Establish(
        FundEstablished wanted, FundState? existing, Policy policy, DateOnly today)
    {
        if (existing is not null) return new Refusal(RefusalCode.FundExists, "A fund of this id exists.", "fund");
        var refusal = FeeRate(wanted.ManagementFeeBasisPoints, policy, wanted.OccurredOn)
            ?? Check.Id(wanted.Fund, "fund") ?? Check.Text(wanted.Name, "name") ?? Check.Text(wanted.Sponsor, "sponsor")
            ?? Check.Optional(wanted.Agreement, "agreement", 100) ?? Check.Text(wanted.Purpose, "purpose", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Amends what was agreed, from a day on.</summary>
    public static Result<FundAmended> Amend(FundAmended wanted, FundState? fund, Policy policy, DateOnly today)
    {
        if (fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        if (fund.IsClosed) return Closed("fund");
        if (Amendments.Refuse(wanted.Reason, wanted.Paper, wanted.OccurredOn, wanted.EffectiveFrom, fund.EstablishedOn, today) is { } refusal)
            return refusal;
        var (before, now) = (fund.AsOf(wanted.EffectiveFrom), wanted.New);
        if (now.Committee is not null && before.Terms is null)
            return new Refusal(RefusalCode.FundTermsMissing, "The agreement's terms were never stated.", "committee");
        // The purpose of what comes later is a part of its pot's name.
        var broken = FeeRate(now.ManagementFeeBasisPoints ?? 0, policy, wanted.EffectiveFrom)
            ?? Some(now.Name, t => Check.Text(t, "name")) ?? Some(now.Sponsor, t => Check.Text(t, "sponsor"))
            ?? Some(now.Agreement, t => Check.Text(t, "agreement", 100))
            ?? Some(now.Purpose, t => Check.Text(t, "purpose") ?? Restriction.Check(t, "purpose"))
            ?? (now.Committee is { } members ? FundAgreement.Committee(members, policy, wanted.EffectiveFrom) : null);
        if (broken is not null) return broken;
        var changed = new FundChange(Amendments.Changed(now.Name, before.Name), Amendments.Changed(now.Purpose, before.Purpose),
            Amendments.Changed(now.Sponsor, before.Sponsor), Amendments.Changed(now.Agreement, before.Agreement),
            now.ManagementFeeBasisPoints == before.ManagementFeeBasisPoints ? null : now.ManagementFeeBasisPoints,
            now.Committee is not null && before.Terms!.Committee.SequenceEqual(now.Committee) ? null : now.Committee);
        if (changed == new FundChange()) return Amendments.Empty;
        return wanted with
        {
            New = changed,
            Old = new FundChange(changed.Name is null ? null : before.Name, changed.Purpose is null ? null : before.Purpose,
                changed.Sponsor is null ? null : before.Sponsor, changed.Agreement is null ? null : before.Agreement,
                changed.ManagementFeeBasisPoints is null ? null : before.ManagementFeeBasisPoints,
                changed.Committee is null ? null : before.Terms!.Committee),
        };

        static Refusal? Some(string? text, Func<string, Refusal?> check) => text is null ? null : check(text);
    }

    /// <summary>Closes a fund in which nothing is left.</summary>
    public static Result<FundClosed> Close(FundClosed wanted, FundState? fund, long leftFen, DateOnly today)
    {
        if (fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        if (fund.IsClosed) return Closed("fund");
        if ((Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal) return refusal;
        return leftFen == 0
            ? wanted
            : new Refusal(RefusalCode.FundNotEmpty, $"{Yuan.Format(leftFen)} yuan are left in this fund.", "fund");
    }

    /// <summary>Of an endowment fund only the gains are there to spend: whoever would take more takes principal.</summary>
    /// <param name="result">What the core said of taking the fund's own money.</param>
    /// <param name="type">What the fund is; null for general money.</param>
    public static Result<T> Locked<T>(Result<T> result, FundType? type) =>
        type == FundType.Endowment && result.Refusal is { Code: RefusalCode.InsufficientFunds } refusal
            ? new Refusal(RefusalCode.PrincipalLocked, "This fund's gains don't reach that far; its principal needs a release.", refusal.Field)
            : result;

    /// <summary>The refusal of what would come into a closed fund.</summary>
    public static Refusal Closed(string field) => new(RefusalCode.FundClosed, "This fund was closed.", field);

    /// <summary>Folds an event.</summary>
    public static FundState? Evolve(FundState? state, ILedgerEvent @event) => @event switch
    {
        FundEstablished e => new FundState(e.Fund, e.Type, e.OccurredOn, new Versions<FundWords>(e.OccurredOn,
            new FundWords(e.Name, e.Sponsor, e.Agreement, e.Purpose, e.ManagementFeeBasisPoints))),
        // What is stated first are the terms of the agreement itself, however late; later ones are amendments.
        FundTermsStated e => state! with
        {
            Versions = state.Versions.With(
                state.Versions.All.All(v => v.Value.Terms is null) ? state.EstablishedOn : e.OccurredOn, w => w with { Terms = e.Terms }),
        },
        FundAmended e => state! with { Versions = state.Versions.With(e.EffectiveFrom, w => Amended(w, e.New)) },
        FundClosed => state! with { IsClosed = true },
        _ => state,
    };

    private static FundWords Amended(FundWords words, FundChange change) => new(
        change.Name ?? words.Name, change.Sponsor ?? words.Sponsor, change.Agreement ?? words.Agreement, change.Purpose ?? words.Purpose,
        change.ManagementFeeBasisPoints ?? words.ManagementFeeBasisPoints)
    {
        Terms = change.Committee is { } members && words.Terms is { } terms ? terms with { Committee = members } : words.Terms,
    };

    private static Refusal? FeeRate(int basisPoints, Policy policy, DateOnly on)
    {
        var cap = policy.Number(PolicyIds.FundManagementFeeCap, on) ?? 10_000;
        return basisPoints < 0 || basisPoints > cap
            ? new Refusal(RefusalCode.FeeRateInvalid, $"A management-fee rate is 0 to {cap} basis points.", "managementFeeBasisPoints")
            : null;
    }
}
