using System.Globalization;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>The yearly spending duties of funds, by the rules of their region.</summary>
internal static class FundDuties
{
    public static IEnumerable<Duty> Of(DutyInput input) => input.FundYears.Where(y => y.Ratio.Limit is not null).Select(y =>
    {
        var enough = (Int128)y.Ratio.NumeratorFen * 10_000 >= (Int128)y.Ratio.Limit!.Number * y.Ratio.DenominatorFen;
        var id = string.Create(CultureInfo.InvariantCulture, $"{PolicyIds.FundYearlySpend}/{y.Fund}/{y.From:yyyy-MM}");
        return input.Of(y.Ratio.Limit!, id, y.Name, y.To, y.From,
            enough ? new DutyMeeting(y.To < input.Today ? y.To : input.Today, "payment_made") : null);
    });
}
