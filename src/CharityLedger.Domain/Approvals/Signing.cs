using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Approvals;

/// <summary>Who signed for which posts of a route.</summary>
/// <param name="By">Who.</param>
/// <param name="Steps">Numbers of the posts, from 0.</param>
public sealed record Signature(string By, IReadOnlyList<int> Steps);

/// <summary>
/// The signing of one request along its route (会签). A post is signed by one of those who hold it, or stand in for it; an empty one, or one
/// whose every holder may not sign this request, passes to the post above, and above the last to any approver: it is never skipped. Who
/// holds two posts signs once. Who signs on paper holds posts as all others do, and signs in turn. There are never fewer persons than are
/// counted where no route is set.
/// </summary>
/// <param name="Request">The request.</param>
/// <param name="Posts">Who signs, in order.</param>
/// <param name="Persons">The fewest persons who sign.</param>
/// <param name="Roster">The users, on the day of signing.</param>
/// <param name="Routes">The stand-ins.</param>
public sealed record Signing(
    ActionRequested Request, IReadOnlyList<RoutePost> Posts, int Persons, Roster Roster, ApprovalRoutes Routes)
{
    /// <summary>The number of the post whose turn it is; that of the posts where all have signed.</summary>
    public int Next(IReadOnlyList<Signature> signed)
    {
        var covered = Covered(signed);
        return Enumerable.Range(0, Posts.Count).FirstOrDefault(i => !covered.Contains(i), Posts.Count);
    }

    /// <summary>Whether all posts have signed, and enough persons.</summary>
    public bool IsComplete(IReadOnlyList<Signature> signed) =>
        Next(signed) == Posts.Count && Standing(signed).Select(s => s.By).Distinct().Count() >= Persons;

    /// <summary>Who may sign next.</summary>
    public IReadOnlyList<string> Signers(IReadOnlyList<Signature> signed)
    {
        var next = Next(signed);
        var persons = Standing(signed).Select(s => s.By).ToHashSet(StringComparer.Ordinal);
        if (next < Posts.Count && HoldersFrom(next) is { Count: > 0 } holders) return holders;
        if (next < Posts.Count)
        {
            // A further person, so that the empty post isn't skipped; only where there is none, one who signed already.
            var approvers = Roster.Users.Keys.Where(u => MaySign(u) && IsApprover(u)).ToList();
            return approvers.Exists(a => !persons.Contains(a)) ? [.. approvers.Where(a => !persons.Contains(a))] : approvers;
        }

        return [.. Roster.Users.Keys.Where(u => !persons.Contains(u) && MaySign(u) && (IsApprover(u) || Posts.Any(p => IsIn(u, p))))];
    }

    /// <summary>
    /// For which posts somebody signs now, none where it is a further person beside them; and for which posts whoever signed earlier
    /// holds them too.
    /// </summary>
    public Result<IReadOnlyList<Signature>> Sign(IReadOnlyList<Signature> signed, string by)
    {
        var next = Next(signed);
        if (!Signers(signed).Contains(by))
        {
            return Standing(signed).Any(s => s.By == by)
                ? new Refusal(RefusalCode.SecondPersonNeeded, "Whoever signed it already can't sign it again.")
                : new Refusal(RefusalCode.SignatureNotDue, next < Posts.Count
                    ? $"It is for {WordOf(Posts[next])} to sign." : "All posts have signed; a further approver signs.");
        }

        var covered = Covered(signed);
        var persons = Standing(signed).Select(s => s.By).Append(by).ToHashSet(StringComparer.Ordinal);
        var steps = new List<(string By, int Step)>();
        for (var i = next; i < Posts.Count; i++)
        {
            if (covered.Contains(i)) continue;
            var holders = HoldersFrom(i);
            if (i > next && (holders.Count > 0 ? !holders.Any(persons.Contains) : HoldersFrom(next).Count > 0)) break;
            steps.Add((holders.Count == 0 || holders.Contains(by) ? by : holders.First(persons.Contains), i));
        }

        return (Signature[])
        [
            new(by, [.. steps.Where(s => s.By == by).Select(s => s.Step)]),
            .. steps.Where(s => s.By != by).GroupBy(s => s.By).Select(g => new Signature(g.Key, [.. g.Select(s => s.Step)])),
        ];
    }

    /// <summary>Whether somebody held one of the posts on a day, or stood in for it.</summary>
    public bool IsSigner(string user, DateOnly on) => Posts.Any(p => IsIn(user, p, on));

    /// <summary>The word of a post, with the fund or project.</summary>
    public static string WordOf(RoutePost post) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(post.Post.ToString())
        + (post.Of is null ? "" : $" of {post.Of}");

    /// <summary>Whom a post's signature is due from: its holders and stand-ins, or else those of the next post above that has some.</summary>
    private IReadOnlyList<string> HoldersFrom(int step)
    {
        for (var i = step; i < Posts.Count; i++)
        {
            var signers = Roster.Users.Keys.Where(u => MaySign(u) && IsIn(u, Posts[i])).ToList();
            if (signers.Count > 0) return signers;
        }

        return [];
    }

    /// <summary>The posts that are signed by who is a user still.</summary>
    private HashSet<int> Covered(IReadOnlyList<Signature> signed) => [.. Standing(signed).SelectMany(s => s.Steps)];

    /// <summary>The signatures of those who are users still.</summary>
    private List<Signature> Standing(IReadOnlyList<Signature> signed) =>
        [.. signed.Where(s => Roster.Users.TryGetValue(s.By, out var user) && !user.IsDisabled)];

    private bool IsIn(string user, RoutePost post) => IsIn(user, post, Roster.Day);

    private bool IsIn(string user, RoutePost post, DateOnly on) =>
        Roster.HoldersOf(post.Post, post.Of, on).Any(u => u.Id == user) || Routes.StandInsFor(post, on).Contains(user);

    private bool IsApprover(string user) => Roster.Allows(user, Role.Approver);

    private bool MaySign(string user) => user != Request.By && Roster.Users[user] is { IsDisabled: false }
        && !Roster.Allows(user, Role.Auditor) && Roster.CheckInterests([user], Request.Parties) is null;
}
