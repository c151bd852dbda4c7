using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>What a federation owes as trustee or settlor (Charity Law arts 45-49, Trust Law arts 33, 70, MCA Order 81 art. 12).</summary>
internal static class TrustDuties
{
    public static IEnumerable<Duty> Of(DutyInput input) => input.Events.OfType<TrustEstablished>().SelectMany(t => t.Role switch
    {
        TrustRole.Trustee => OfTrustee(input, t),
        TrustRole.Settlor => input.Of(PolicyIds.DisclosureTrustSettlor, t.Trust, t.Name, t.OccurredOn),
        _ => [],
    });

    private static IEnumerable<Duty> OfTrustee(DutyInput input, TrustEstablished trust)
    {
        var (id, name) = (trust.Trust, trust.Name);
        var filings = input.Events.OfType<TrustFiled>().Where(e => e.Trust == id).ToList();
        var duties = input.Of(PolicyIds.TrustFiling, id, name, trust.OccurredOn,
            Met(filings.FirstOrDefault(f => f.Cause == TrustFilingCause.Establishment)));
        foreach (var change in input.Events.OfType<TrusteeChanged>().Where(e => e.Trust == id))
        {
            var filed = filings.Find(f => f.Cause == TrustFilingCause.NewTrustee && f.OccurredOn >= change.OccurredOn);
            duties = duties.Concat(input.Of(PolicyIds.TrustTrusteeRefiling, Dated(id, change.OccurredOn), name, change.OccurredOn, Met(filed)));
        }

        foreach (var filed in filings.Where(f => f.Cause != TrustFilingCause.Establishment))
            duties = duties.Concat(input.Of(PolicyIds.TrustChangeDisclosure, Dated(id, filed.OccurredOn), name, filed.OccurredOn));
        var ended = input.Events.OfType<TrustTerminated>().FirstOrDefault(e => e.Trust == id);
        if (ended is not null)
        {
            duties = duties.Concat(input.Of(PolicyIds.TrustTerminationReport, id, name, ended.OccurredOn,
                Met(Report(input, id, TrustReportKind.Termination, null))));
        }

        return duties.Concat(Yearly(input, trust, ended?.OccurredOn.Year ?? input.Until.Year));
    }

    /// <summary>One report a year serves civil affairs, the public and the settlor. It is judged by the rows in force on 1 January
    /// of the year that it reports on.</summary>
    private static IEnumerable<Duty> Yearly(DutyInput input, TrustEstablished trust, int last)
    {
        for (var year = trust.OccurredOn.Year; year <= last; year++)
        {
            var word = string.Create(CultureInfo.InvariantCulture, $"{trust.Trust}/{year}");
            var (after, met) = (new DateOnly(year + 1, 1, 1), Met(Report(input, trust.Trust, TrustReportKind.Yearly, year)));
            var (first, end) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            foreach (var (id, from) in new[]
            {
                (PolicyIds.TrustYearlyReport, after), (PolicyIds.DisclosureTrustTrustee, end), (PolicyIds.TrustReportToSettlor, end),
            })
            {
                if (input.Policy.Row(id, first) is not { Value.Length: > 0 } row) continue;
                var duty = input.Of(row, $"{id}/{word}", trust.Name, row.After(from), first, met);
                if (duty.DueOn <= input.Until) yield return duty;
            }
        }
    }

    private static TrustReported? Report(DutyInput input, string trust, TrustReportKind kind, int? year) =>
        input.Events.OfType<TrustReported>().FirstOrDefault(e => e.Trust == trust && e.Kind == kind && e.Year == year);

    private static DutyMeeting? Met(TrustFiled? filed) =>
        filed is null ? null : new DutyMeeting(filed.OccurredOn, $"trust_filed: {filed.Number}");

    private static DutyMeeting? Met(TrustReported? reported) =>
        reported is null ? null : new DutyMeeting(reported.OccurredOn, $"trust_reported: {reported.Document}");

    private static string Dated(string id, DateOnly on) => string.Create(CultureInfo.InvariantCulture, $"{id}/{on:yyyy-MM-dd}");
}
