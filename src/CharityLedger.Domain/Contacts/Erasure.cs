using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Contacts;

/// <summary>Restriction and erasure of contacts (限制处理、删除个人信息; Personal Information Protection Law art. 47).</summary>
public static class Erasure
{
    /// <summary>The most mentions in clear that the event names one by one.</summary>
    public const int MostMentions = 200;

    /// <summary>Why nothing new may be entered of a contact that asked to be forgotten, or was; null where it may.</summary>
    public static Refusal? Barred(ContactState state, string field = "contact") => state.Standing switch
    {
        ContactStanding.Restricted => Restricted(field),
        ContactStanding.Erased => new Refusal(RefusalCode.ContactErased, "The contact was erased.", field),
        _ => null,
    };

    /// <summary>The contact asked to be forgotten.</summary>
    public static Refusal Restricted(string field = "contact") =>
        new(RefusalCode.ContactRestricted, "The contact asked to be forgotten.", field);

    /// <summary>Restricts a contact, whether it has gone up in another or not.</summary>
    public static Result<ContactRestricted> Restrict(ContactState state, ContactRestricted wanted, string? request, DateOnly today) =>
        (Barred(state) ?? Check.Text(request, "request", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal ? refusal : wanted;

    /// <summary>Lifts the restriction.</summary>
    public static Result<ContactRestrictionLifted> Lift(
        ContactState state, ContactRestrictionLifted wanted, string? reason, DateOnly today) =>
        (Standing(state) ?? Check.Text(reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal ? refusal : wanted;

    /// <summary>Opens a restricted contact for an auditor.</summary>
    public static Result<ContactOpened> Open(ContactState state, ContactOpened wanted, string? reason, DateOnly today) =>
        (Standing(state) ?? Check.Text(reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal ? refusal : wanted;

    /// <summary>Destroys the keys of a contact that stands by itself, and is restricted.</summary>
    /// <param name="state">The contact.</param>
    /// <param name="wanted">The erasure.</param>
    /// <param name="kin">Contacts that are one with it by mergers; it alone where it stands by itself.</param>
    /// <param name="keptUntil">Last day on which a law asks to keep it; null where none does.</param>
    /// <param name="today">Today.</param>
    public static Result<ContactErased> Erase(
        ContactState state, ContactErased wanted, IReadOnlyList<string> kin, DateOnly? keptUntil, DateOnly today)
    {
        var merged = kin.Where(k => k != state.Id).ToList();
        var refusal = Standing(state)
            ?? (merged.Count > 0 ? new Refusal(
                RefusalCode.ContactMerged, $"It is one with {string.Join(", ", merged)}: undo the mergers first.", "contact") : null)
            ?? Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted.Ground == ErasureGround.RetentionOver && keptUntil is { } day && day >= today
            ? new Refusal(RefusalCode.RetentionRunning, FormattableString.Invariant($"It is kept until {day:yyyy-MM-dd}."), "ground")
            : wanted;
    }

    /// <summary>
    /// The last day on which a law asks to keep what is known of who gave or was paid: whole years from the end of the year of the last
    /// gift or payment, the longest of the rows in force (会计档案管理办法 for vouchers, Anti-Money Laundering Law art. 34 for who the donor is).
    /// </summary>
    /// <returns>Null where it gave nothing and was paid nothing, or no row is in force.</returns>
    public static DateOnly? KeptUntil(DateOnly? last, Policy policy, DateOnly today)
    {
        var years = new[] { PolicyIds.RetentionVouchers, PolicyIds.RetentionAml }.Max(row => policy.Number(row, today));
        return last is { } day && years is { } kept ? new DateOnly(day.Year + (int)Math.Min(kept, 1_000), 12, 31) : null;
    }

    private static Refusal? Standing(ContactState state) => state.Standing switch
    {
        ContactStanding.Erased => Barred(state),
        ContactStanding.Free => new Refusal(RefusalCode.ContactNotRestricted, "The contact is not restricted.", "contact"),
        _ => null,
    };
}
