using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Funds;

/// <summary>What later decisions need of a named fund.</summary>
public sealed record FundState(string Id, string Name, FundType Type, int ManagementFeeBasisPoints, DateOnly EstablishedOn)
{
    /// <summary>The terms of its agreement; null where they were never stated.</summary>
    public FundTerms? Terms { get; init; }

    /// <summary>The donor whose name it bears.</summary>
    public string? Sponsor { get; init; }

    /// <summary>Whether it was closed.</summary>
    public bool IsClosed { get; init; }
}

/// <summary>A named fund (冠名基金): a part of the books under an agreement with its sponsor.</summary>
public static class Fund
{
    /// <summary>Sets up a fund that does not exist yet.</summary>
    public static Result<FundEstablished> Establish(
        FundEstablished wanted, FundState? existing, Policy policy, DateOnly today)
    {
        if (existing is not null) return new Refusal(RefusalCode.FundExists, "A fund of this id exists.", "fund");
        var cap = policy.Number(PolicyIds.FundManagementFeeCap, wanted.OccurredOn) ?? 10_000;
        if (wanted.ManagementFeeBasisPoints < 0 || wanted.ManagementFeeBasisPoints > cap)
        {
            return new Refusal(RefusalCode.FeeRateInvalid, $"A management-fee rate is 0 to {cap} basis points.",
                "managementFeeBasisPoints");
        }

        var refusal = Check.Id(wanted.Fund, "fund") ?? Check.Text(wanted.Name, "name") ?? Check.Text(wanted.Sponsor, "sponsor")
            ?? Check.Optional(wanted.Agreement, "agreement", 100) ?? Check.Text(wanted.Purpose, "purpose", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
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
        FundEstablished e => new FundState(e.Fund, e.Name, e.Type, e.ManagementFeeBasisPoints, e.OccurredOn) { Sponsor = e.Sponsor },
        FundTermsStated e => state! with { Terms = e.Terms },
        FundClosed => state! with { IsClosed = true },
        _ => state,
    };
}
