using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>The report of a change of use, where the region asks for it (Guangzhou art. 24).</summary>
internal static class UseChangeDuties
{
    public static IEnumerable<Duty> Of(DutyInput input) => input.Events.OfType<UseChanged>()
        .SelectMany(e => input.Of(PolicyIds.ChangeOfUseReport, e.Change, e.Reference, e.OccurredOn));
}
