using System.Text.RegularExpressions;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Facts;

/// <summary>Facts that reports need of expenses and gifts (报表所需信息).</summary>
public static partial class FactRules
{
    /// <summary>Most records of one statement.</summary>
    public const int MostRecords = 500;

    private const int MostRecipients = 1_000_000_000;

    /// <summary>Null where facts are such as an expense, a fund or a project has; a gift has its origin alone.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="isGift">Whether they are of a gift.</param>
    public static Refusal? Check(ReportFacts facts, bool isGift)
    {
        if (facts == ReportFacts.None) return Invalid("No fact is stated.", "facts");
        if (isGift && facts with { Origin = null } != ReportFacts.None) return Invalid("Of a gift its origin is stated, and no more.", "facts");
        if (!isGift && facts.Origin is not null) return Invalid("An origin is that of a gift.", "facts.origin");
        if (facts.Region is not null && !Region().IsMatch(facts.Region))
            return Invalid("A region is a code of six digits, such as 510100.", "facts.region");
        if (facts.Recipients is < 0 or > MostRecipients) return Invalid("There are 0 to 10^9 recipients.", "facts.recipients");
        return facts.Division is { } d && (Math.Min(d.ProgrammeBasisPoints, Math.Min(d.AdministrationBasisPoints, d.FundraisingBasisPoints)) < 0
            || (long)d.ProgrammeBasisPoints + d.AdministrationBasisPoints + d.FundraisingBasisPoints != 10_000)
            ? Invalid("The parts of a division come to 10,000 basis points.", "facts.division")
            : null;
    }

    /// <summary>Null where a programme expense says all that is required: nature, field, region and recipients.</summary>
    public static Refusal? CheckComplete(ReportFacts facts)
    {
        string[] missing =
        [
            .. facts.Nature is null ? ["nature"] : Array.Empty<string>(), .. facts.Field is null ? ["field"] : Array.Empty<string>(),
            .. facts.Region is null ? ["region"] : Array.Empty<string>(), .. facts.Recipients is null ? ["recipients"] : Array.Empty<string>(),
        ];
        return missing.Length == 0
            ? null
            : new Refusal(RefusalCode.FactsMissing, $"Missing: {string.Join(", ", missing)}.", "facts." + missing[0]);
    }

    /// <summary>Null where one to 500 records are named, each once.</summary>
    public static Refusal? CheckRecords(IReadOnlyList<string> records) =>
        records.Count is 0 or > MostRecords || records.Distinct(StringComparer.Ordinal).Count() != records.Count
            ? Invalid("A statement is about 1 to 500 records, each once.", "records")
            : null;

    /// <summary>Folds statements of one thing.</summary>
    public static ReportFacts? Evolve(ReportFacts? facts, ILedgerEvent @event) =>
        @event is FactsStated e ? e.Facts.Over(facts ?? ReportFacts.None) : facts;

    private static Refusal Invalid(string words, string field) => new(RefusalCode.FactsInvalid, words, field);

    [GeneratedRegex(@"\A[1-9][0-9]{5}\z")]
    private static partial Regex Region();
}
