using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Funds;

/// <summary>The agreement of a named, special or community fund (冠名基金、专项基金、社区基金), and its local minimums.</summary>
public static class FundAgreement
{
    private const int MostMembers = 50, MostYears = 50;

    /// <summary>Decides the terms of a fund that exists, or is established in the same moment.</summary>
    /// <param name="wanted">The terms.</param>
    /// <param name="fund">The fund; null where there is none.</param>
    /// <param name="policy">The rules that bind the federation.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<FundTermsStated> State(FundTermsStated wanted, FundState? fund, Policy policy, DateOnly today)
    {
        if (fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        var terms = wanted.Terms;
        var refusal = Check.Date(wanted.OccurredOn, today) ?? Check.Amount(terms.InitialFen, "terms.initialFen")
            ?? Check.Text(terms.Naming, "terms.naming", 500)
            ?? Check.Text(terms.UseAndPreservation, "terms.useAndPreservation", 1_000)
            ?? Check.Text(terms.Rights, "terms.rights", 1_000) ?? Check.Text(terms.EndConditions, "terms.endConditions", 500)
            ?? Check.Text(terms.Surplus, "terms.surplus", 500)
            ?? (terms.Kind == FundKind.Community ? Check.Text(terms.Region, "terms.region")
                : Check.Optional(terms.Region, "terms.region"))
            ?? Years(terms) ?? Committee(terms.Committee, policy, wanted.OccurredOn) ?? Minimum(terms, policy, wanted.OccurredOn);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Whether a fund may be established without terms: not where a minimum is to be checked.</summary>
    public static Refusal? Missing(Policy policy, DateOnly on) => Needed(DonorKind.Organisation, policy, on) is null ? null
        : new Refusal(RefusalCode.FundTermsMissing, "The agreement's terms are needed where a minimum is in force.", "terms");

    /// <summary>What a fund never has: a bank account, a seal, a fund within it (Shandong arts 34, 68).</summary>
    /// <param name="words">What the agreement wants, such as <c>own_seal</c>.</param>
    /// <param name="policy">The rules that bind the federation.</param>
    /// <param name="on">Date of the agreement.</param>
    public static Refusal? Banned(IEnumerable<string> words, Policy policy, DateOnly on) =>
        words.FirstOrDefault(w => policy.IsBanned(PolicyIds.FundBan, w, on)) is { } word
            ? new Refusal(RefusalCode.FundBanned, $"A fund never has: {word}.", word) : null;

    private static Refusal? Years(FundTerms terms) => terms.PayYears is < 1 or > MostYears
        ? new Refusal(RefusalCode.PeriodInvalid, $"The initial sum is given over 1 to {MostYears} years.", "terms.payYears")
        : null;

    /// <summary>A committee, where a fund has one, has enough members, each with a name, a role and who appointed it.</summary>
    internal static Refusal? Committee(IReadOnlyList<CommitteeMember> members, Policy policy, DateOnly on)
    {
        var fewest = policy.Number(PolicyIds.FundCommitteeMembers, on) ?? 0;
        if (members.Count > 0 && members.Count < fewest)
            return new Refusal(RefusalCode.CommitteeTooSmall, $"A committee has at least {fewest} members.", "terms.committee");
        if (members.Count > MostMembers)
            return new Refusal(RefusalCode.TextTooLong, $"A committee has at most {MostMembers} members.", "terms.committee");
        return members.Select(m => Check.Text(m.Name, "terms.committee.name")
            ?? Check.Text(m.Role, "terms.committee.role") ?? Check.Text(m.AppointedBy, "terms.committee.appointedBy"))
            .FirstOrDefault(r => r is not null);
    }

    /// <summary>A sum given at once meets the minimum; a greater one may be given over some years.</summary>
    private static Refusal? Minimum(FundTerms terms, Policy policy, DateOnly on)
    {
        var spread = policy.Number(PolicyIds.FundMinimumOverYears, on);
        var needed = terms.PayYears == 1 || spread is null || terms.PayYears > policy.Number(PolicyIds.FundMinimumYears, on)
            ? Needed(terms.SponsorKind, policy, on) : spread;
        return terms.InitialFen < needed
            ? new Refusal(RefusalCode.FundBelowMinimum, $"At least {Yuan.Format(needed.Value)} yuan are needed.", "terms.initialFen")
            : null;
    }

    private static long? Needed(DonorKind sponsor, Policy policy, DateOnly on) => policy.Number(
        sponsor == DonorKind.Organisation ? PolicyIds.FundMinimumInitialOrganisation : PolicyIds.FundMinimumInitialPerson, on)
        ?? policy.Number(PolicyIds.FundMinimumInitial, on);
}
