using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Federations;

/// <summary>Whether entries of a kind have a fact.</summary>
public enum Fact
{
    /// <summary>They have none such, and it is refused.</summary>
    None,

    /// <summary>It may be stated.</summary>
    Optional,

    /// <summary>It must be stated.</summary>
    Needed,
}

/// <summary>What entries of one kind state.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">A name.</param>
/// <param name="Number">A number.</param>
/// <param name="Title">An office, post or grade.</param>
/// <param name="Authority">Who issued it.</param>
/// <param name="Term">A last day.</param>
/// <param name="Paper">A paper.</param>
public sealed record RegisterRule(RegisterKind Kind, Fact Name, Fact Number, Fact Title, Fact Authority, Fact Term, Fact Paper)
{
    /// <summary>Whether two of them never hold on one day.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Row of the longest term; null where nothing bounds it.</summary>
    public string? Longest { get; init; }

    /// <summary>Row of the days before its end on which a duty is shown as due soon; null where none is raised.</summary>
    public string? Notice { get; init; }

    /// <summary>Row of the time after its end within which a review has to be asked for.</summary>
    public string? Review { get; init; }

    /// <summary>Whether the public reads it. Staff is nobody's business; the law has all others published (Charity Law arts 76, 78).</summary>
    public bool IsPublic => Kind != RegisterKind.Staff;

    /// <summary>Whether its name is sealed.</summary>
    public bool IsSealed => Kind == RegisterKind.Staff;
}

/// <summary>The one table of what the register keeps (登记册栏目).</summary>
public static class RegisterKinds
{
    /// <summary>All kinds, in the order in which they are shown.</summary>
    public static IReadOnlyList<RegisterRule> All { get; } =
    [
        new(RegisterKind.Certificate, Fact.None, Fact.Needed, Fact.None, Fact.Needed, Fact.Needed, Fact.Needed)
        {
            IsSingle = true, Notice = PolicyIds.RegisterNotice + "certificate",
        },
        new(RegisterKind.CreditCode, Fact.None, Fact.Needed, Fact.None, Fact.Optional, Fact.None, Fact.Optional) { IsSingle = true },
        new(RegisterKind.TaxDeduction, Fact.None, Fact.Needed, Fact.None, Fact.Needed, Fact.Needed, Fact.Needed)
        {
            Longest = PolicyIds.RegisterLongest + "tax_deduction", Notice = PolicyIds.RegisterNotice + "tax_deduction",
        },
        new(RegisterKind.TaxExemption, Fact.None, Fact.Needed, Fact.None, Fact.Needed, Fact.Needed, Fact.Needed)
        {
            Longest = PolicyIds.RegisterLongest + "tax_exemption", Notice = PolicyIds.RegisterNotice + "tax_exemption",
            Review = PolicyIds.RegisterReviewTaxExemption,
        },
        new(RegisterKind.Rating, Fact.None, Fact.Optional, Fact.Needed, Fact.Needed, Fact.Needed, Fact.Needed)
        {
            IsSingle = true, Longest = PolicyIds.RegisterLongest + "rating", Notice = PolicyIds.RegisterNotice + "rating",
        },
        Member(RegisterKind.Leader, "leader", Fact.Needed),
        Member(RegisterKind.CouncilMember, "council_member", Fact.Optional),
        Member(RegisterKind.Supervisor, "supervisor", Fact.Optional),
        new(RegisterKind.Staff, Fact.Needed, Fact.None, Fact.Needed, Fact.None, Fact.Optional, Fact.Optional)
        {
            Notice = PolicyIds.RegisterNotice + "staff",
        },
        new(RegisterKind.Branch, Fact.Needed, Fact.Optional, Fact.Optional, Fact.Optional, Fact.Optional, Fact.Optional)
        {
            Notice = PolicyIds.RegisterNotice + "branch",
        },
    ];

    /// <summary>The row of a kind.</summary>
    public static RegisterRule Of(RegisterKind kind) => All.Single(r => r.Kind == kind);

    /// <summary>Who is elected for a term, and published by name.</summary>
    private static RegisterRule Member(RegisterKind kind, string word, Fact title) =>
        new(kind, Fact.Needed, Fact.None, title, Fact.None, Fact.Needed, Fact.Optional)
        {
            Longest = PolicyIds.RegisterLongest + word, Notice = PolicyIds.RegisterNotice + word,
        };
}
