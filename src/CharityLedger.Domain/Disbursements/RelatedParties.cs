using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Disbursements;

/// <summary>The register of related parties (关联方名册), folded from the parties' streams.</summary>
public sealed record RelatedParties(ImmutableSortedDictionary<string, RelatedPartyRecorded> Entries)
{
    /// <summary>A register without entries.</summary>
    public static readonly RelatedParties Empty =
        new(ImmutableSortedDictionary.Create<string, RelatedPartyRecorded>(StringComparer.Ordinal));

    /// <summary>Enters a party, or changes its entry.</summary>
    public static Result<RelatedPartyRecorded> Enter(RelatedPartyRecorded wanted, bool fundExists, DateOnly today)
    {
        if (wanted.Fund is not null && !fundExists) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        var refusal = Check.Id(wanted.Party, "party") ?? Check.Text(wanted.Name, "name") ?? Check.Optional(wanted.Note, "note", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Ends a party's being related.</summary>
    public Result<RelatedPartyEnded> End(RelatedPartyEnded wanted, DateOnly today)
    {
        if (!Entries.ContainsKey(wanted.Party)) return Unknown;
        return (Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal ? refusal : wanted;
    }

    /// <summary>
    /// Null where somebody may receive money or goods. A related party of the federation receives them only by name and with
    /// the decision that allows it (MCA Order 81 art. 14); an interested party of the fund's donor, or the donor, never
    /// (Charity Law art. 40). Another party than the one that bears the name declares nothing of it.
    /// </summary>
    /// <param name="name">Who receives.</param>
    /// <param name="field">Where the request names it.</param>
    /// <param name="fund">The fund that gives.</param>
    /// <param name="sponsors">The donors whose names that fund ever bore.</param>
    /// <param name="declared">Id of the party that was declared.</param>
    /// <param name="decision">The decision that was declared.</param>
    public Refusal? CheckReceiver(
        string name, string field, string? fund, IReadOnlyList<string> sponsors, string? declared, string? decision)
    {
        var plain = PartyName.Plain(name);
        if (declared is not null && !Entries.ContainsKey(declared)) return Unknown;
        var namesakes = Entries.Values.Where(e => PartyName.Plain(e.Name) == plain).ToList();
        if (sponsors.Any(s => PartyName.Plain(s) == plain) || namesakes.Exists(OfFund)
            || (declared is not null && OfFund(Entries[declared])))
        {
            return new Refusal(RefusalCode.InterestedParty,
                "The receiver is an interested party of the fund's donor, or the donor: no beneficiary of this fund.", field);
        }

        var related = namesakes.FindAll(e => e.Fund is null);
        if (related.Count > 0 && related.TrueForAll(e => e.Party != declared))
        {
            return new Refusal(RefusalCode.RelatedPartyUndeclared,
                $"The receiver is the related party {related[0].Party}: name it, and the decision.", "relatedParty");
        }

        return declared is null ? null : Check.Text(decision, "decision");

        bool OfFund(RelatedPartyRecorded e) => e.Fund is not null && e.Fund == fund;
    }

    /// <summary>Ids and names of the entries that name one of these.</summary>
    public IEnumerable<string> Known(IEnumerable<string> names)
    {
        var plain = names.Select(PartyName.Plain).ToHashSet(StringComparer.Ordinal);
        return Entries.Values.Where(e => plain.Contains(PartyName.Plain(e.Name))).SelectMany(e => new[] { e.Party, e.Name });
    }

    /// <summary>Folds an event.</summary>
    public RelatedParties Evolve(ILedgerEvent @event) => @event switch
    {
        RelatedPartyRecorded e => new(Entries.SetItem(e.Party, e)),
        RelatedPartyEnded e => new(Entries.Remove(e.Party)),
        _ => this,
    };

    private static Refusal Unknown { get; } = new(RefusalCode.PartyUnknown, "There is no such party in the register.", "relatedParty");
}
