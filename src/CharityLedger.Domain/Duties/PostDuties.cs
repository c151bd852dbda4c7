using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>
/// The review of every month in which one person stands in posts that are kept apart: under an exception of one's own, or as treasurer
/// under that of the policy table (不相容岗位兼任的按月复核).
/// </summary>
internal static class PostDuties
{
    public static IEnumerable<Duty> Of(DutyInput input)
    {
        var months = new SortedSet<(string User, DateOnly Month)>();
        foreach (var user in input.Events.Select(e => (User: UserOf(e), Event: e)).Where(e => e.User is not null).GroupBy(e => e.User!))
        {
            foreach (var (from, until, isTreasurer) in Times([.. user.Select(e => e.Event).OfType<IDated>()]))
            {
                var last = until < input.Until ? until : input.Until;
                for (var month = new DateOnly(from.Year, from.Month, 1); month <= last; month = month.AddMonths(1))
                {
                    var first = from > month ? from : month;
                    if (!isTreasurer || input.Policy.IsYes(PolicyIds.PostsTreasurerIsBoth, first)) months.Add((user.Key, month));
                }
            }
        }

        return months.SelectMany(m => input.Of(PolicyIds.PostsExceptionReview,
                string.Create(CultureInfo.InvariantCulture, $"{m.User}/{m.Month:yyyy-MM}"), m.User, m.Month.AddMonths(1)))
            .Where(d => d.DueOn <= input.Until);
    }

    private static string? UserOf(ILedgerEvent @event) => @event switch
    {
        UserAdded e => e.User,
        UserRolesChanged e => e.User,
        UserDisabled e => e.User,
        PostExceptionStated e => e.User,
        _ => null,
    };

    /// <summary>From when to when one of a user's exceptions was in force.</summary>
    private static IEnumerable<(DateOnly From, DateOnly Until, bool IsTreasurer)> Times(IReadOnlyList<IDated> events)
    {
        DateOnly? treasurer = null;
        var stated = new List<PostExceptionStated>();
        foreach (var @event in events)
        {
            var roles = @event switch { UserAdded e => e.Roles, UserRolesChanged e => e.Roles, UserDisabled => [], _ => null };
            if (roles is not null && treasurer is { } since && !roles.Contains(Role.Treasurer))
            {
                yield return (since, @event.OccurredOn, true);
                treasurer = null;
            }

            if (roles?.Contains(Role.Treasurer) is true) treasurer ??= @event.OccurredOn;
            var before = @event is PostExceptionStated now ? stated.FindIndex(s => s.Posts.ToHashSet().SetEquals(now.Posts)) : -1;
            if (@event is UserDisabled)
            {
                foreach (var ended in stated) yield return (ended.OccurredOn, Earlier(ended.Until, @event.OccurredOn), false);
                stated.Clear();
            }

            if (@event is not PostExceptionStated exception) continue;
            if (before >= 0)
            {
                yield return (stated[before].OccurredOn, Earlier(stated[before].Until, exception.OccurredOn), false);
                stated.RemoveAt(before);
            }

            stated.Add(exception);
        }

        if (treasurer is { } still) yield return (still, DateOnly.MaxValue, true);
        foreach (var exception in stated) yield return (exception.OccurredOn, exception.Until, false);
    }

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
