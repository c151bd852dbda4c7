using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Federations;

namespace CharityLedger.Domain.Duties;

/// <summary>What of the federation's own register runs out: certificates, qualifications, terms of office.</summary>
internal static class RegisterDuties
{
    public static IEnumerable<Duty> Of(DutyInput input)
    {
        var register = input.Events.Aggregate(FederationRegister.Empty, (r, e) => r.Evolve(e));
        return register.Entries.Values.SelectMany(e => OfEntry(input, register, e)).Concat(OfFundraising(input));
    }

    /// <summary>A certificate for public fundraising stands in a stream of its own, and runs out as any other.</summary>
    private static IEnumerable<Duty> OfFundraising(DutyInput input)
    {
        var certificates = input.Certificates.ToList();
        return certificates.SelectMany(c => Due(input, PolicyIds.RegisterNotice + "fundraising", c.Certificate, c.Certificate, c.ValidTo,
            certificates.Where(o => o.ValidFrom > c.ValidFrom && o.ValidTo > c.ValidTo)
                .Select(o => new DutyMeeting(o.OccurredOn, $"fundraising_qualified: {o.Certificate}")).FirstOrDefault()));
    }

    /// <summary>What ended before its time owes nothing; another entry that takes its place meets the duty.</summary>
    private static IEnumerable<Duty> OfEntry(DutyInput input, FederationRegister register, RegisterEntry entry)
    {
        var rule = RegisterKinds.Of(entry.Kind);
        if (rule.Notice is null || entry.LastDay is not { } last || entry.Ended is not null) return [];
        var met = Follower(register, entry, last) is { } follower
            ? new DutyMeeting(follower.Versions.All[0].Value.RecordedOn, $"register_entered: {follower.Id}")
            : null;
        var subject = SubjectOf(rule, entry);
        var duties = Due(input, rule.Notice, entry.Id, subject, last, met);
        return rule.Review is null || last.Year > input.Until.Year ? duties
            : duties.Concat(input.Of(rule.Review, Dated(entry.Id, last), subject, last, met));
    }

    /// <summary>Its day is the term's last; the row says only when that is near. A term that was extended is another duty.</summary>
    private static IEnumerable<Duty> Due(DutyInput input, string notice, string id, string subject, DateOnly last, DutyMeeting? met)
    {
        if (last <= input.Until && input.Policy.Row(notice, last) is { } row)
            yield return input.Of(row, $"{notice}/{Dated(id, last)}", subject, last, last, met, soon: notice);
    }

    /// <summary>
    /// What began later and lasts longer takes the place: of a leader who has the same office. Staff and branches have no place that
    /// others take. Where it came late, the duty was met late.
    /// </summary>
    private static RegisterEntry? Follower(FederationRegister register, RegisterEntry entry, DateOnly last) =>
        entry.Kind is RegisterKind.Staff or RegisterKind.Branch ? null
            : register.Entries.Values.Where(e => e.Kind == entry.Kind && e.ValidFrom > entry.ValidFrom && !(e.LastDay <= last)
                && (e.Kind != RegisterKind.Leader || e.Versions.All[0].Value.Facts.Title == entry.Versions.Last.Facts.Title))
                .MinBy(e => e.ValidFrom);

    /// <summary>What it is about: nobody of the staff.</summary>
    private static string SubjectOf(RegisterRule rule, RegisterEntry entry)
    {
        var facts = entry.Versions.Last.Facts;
        return rule.IsPublic ? string.Join(' ', new[] { facts.Title, facts.Name, facts.Number }.OfType<string>()) : entry.Id;
    }

    private static string Dated(string id, DateOnly on) => string.Create(CultureInfo.InvariantCulture, $"{id}/{on:yyyy-MM-dd}");
}
