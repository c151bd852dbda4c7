using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Disbursements;

namespace CharityLedger.Domain.LotteryGrants;

/// <summary>
/// The money of an indicator: tranches, expenditure, and what becomes of the rest. Each step takes from the bucket that the
/// step before filled, so the core alone keeps them within each other.
/// </summary>
public static class LotteryMoney
{
    /// <summary>Money of a part arrives.</summary>
    public static Result<LotteryTranchePaid> Pay(IndicatorState? indicator, LotteryTranchePaid wanted, DateOnly today)
    {
        if (PartOf(indicator, wanted.Part) is not { } part) return Indicator.Unknown("part");
        var refusal = Check.Text(wanted.Document, "document", 100) ?? Check.Amount(wanted.AmountFen)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted with { Treatment = part.Treatment } : refusal;
    }

    /// <summary>Money of a part is spent, on nothing that a policy row of that day bans.</summary>
    public static Result<LotteryExpenditureMade> Spend(
        IndicatorState? indicator, LotteryExpenditureMade wanted, Policy policy, DateOnly today, Paying paying = default)
    {
        if (PartOf(indicator, wanted.Part) is not { } part) return Indicator.Unknown("part");
        var refusal = Check.Text(wanted.Payee, "payee") ?? Check.Text(wanted.Use, "use", 500)
            ?? Check.Amount(wanted.AmountFen) ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return !paying.IsPaid && policy.IsBanned(PolicyIds.LotteryExpenseBan, WordOf(wanted.Type), wanted.OccurredOn)
            ? new Refusal(RefusalCode.ExpenseTypeBanned, $"Lottery money never pays {WordOf(wanted.Type)}.", "type")
            : wanted with { Treatment = part.Treatment };
    }

    /// <summary>An expenditure or a part of it comes back.</summary>
    public static Result<LotteryExpenditureReversed> Reverse(
        IndicatorState? indicator, LotteryExpenditureReversed wanted, DateOnly today)
    {
        if (indicator?.Expenditures.GetValueOrDefault(wanted.Expenditure) is not { } spent)
            return Indicator.Unknown("expenditure");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today) ?? Check.NotBefore(wanted.OccurredOn, spent.SpentOn);
        if (refusal is not null) return refusal;
        return wanted.AmountFen > spent.OutstandingFen
            ? new Refusal(RefusalCode.ReversalExceedsPayment,
                $"Of this expenditure {Yuan.Format(spent.OutstandingFen)} yuan can still come back.", "amountFen")
            : wanted with { Part = spent.Part, Year = spent.Year, Treatment = indicator.Parts[spent.Part].Treatment };
    }

    /// <summary>What remained goes on in a later year.</summary>
    public static Result<LotteryCarriedOver> CarryOver(IndicatorState? indicator, LotteryCarriedOver wanted, DateOnly today)
    {
        if (Place(indicator, wanted.Part, wanted.Paid) is { } unknown) return unknown;
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Date(wanted.OccurredOn, today)
            ?? Indicator.CheckYear(wanted.ToYear, wanted.OccurredOn, "toYear");
        if (refusal is not null) return refusal;
        return wanted.ToYear <= wanted.FromYear
            ? new Refusal(RefusalCode.YearInvalid, "What is carried over goes on in a later year.", "toYear")
            : wanted with { Treatment = PartOf(indicator, wanted.Part)?.Treatment };
    }

    /// <summary>What remained is taken back.</summary>
    public static Result<LotteryMoneyRecovered> Recover(
        IndicatorState? indicator, LotteryMoneyRecovered wanted, DateOnly today)
    {
        if (Place(indicator, wanted.Part, wanted.Paid) is { } unknown) return unknown;
        var refusal = Check.Text(wanted.Document, "document", 100) ?? Check.Amount(wanted.AmountFen)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null
            ? wanted with { Treatment = PartOf(indicator, wanted.Part)?.Treatment }
            : refusal;
    }

    /// <summary>The word of an expense type in the policy table, as it is stored.</summary>
    public static string WordOf(LotteryExpense type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString());

    private static Refusal? Place(IndicatorState? indicator, string? part, bool paid)
    {
        if (indicator is null) return Indicator.Unknown("indicator");
        // Only parts have money.
        return part is null && !paid || PartOf(indicator, part) is not null ? null : Indicator.Unknown("part");
    }

    private static PartState? PartOf(IndicatorState? indicator, string? part) =>
        part is null ? null : indicator?.Parts.GetValueOrDefault(part);
}
