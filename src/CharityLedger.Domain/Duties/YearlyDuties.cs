using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>What a federation owes every year for the year before (MCA Order 81).</summary>
internal static class YearlyDuties
{
    public static IEnumerable<Duty> Of(DutyInput input)
    {
        if (input.Events.OfType<FederationRegistered>().FirstOrDefault() is not { } federation) yield break;
        for (var year = federation.OccurredOn.Year; year < input.Until.Year; year++)
        {
            foreach (var duty in Rows(input, year).SelectMany(row => Of(input, row, year)))
                if (duty.DueOn <= input.Until) yield return duty;
        }
    }

    private static IEnumerable<string> Rows(DutyInput input, int year)
    {
        yield return PolicyIds.DisclosureAnnualReport;
        yield return PolicyIds.DisclosureRelatedPartyList;
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        if (!input.Certificates.Any(c => c.ValidFrom <= last && first <= c.ValidTo)) yield return PolicyIds.DisclosureMajorProjects;
    }

    private static IEnumerable<Duty> Of(DutyInput input, string row, int year)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{year}");
        return input.Of(row, name, name, new DateOnly(year + 1, 1, 1));
    }
}
