using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Accounting;

/// <summary>Which months of a federation's books are closed.</summary>
/// <param name="First">First day of the month that was closed first, and all before it with it; null while none is.</param>
/// <param name="Closed">First day of the last closed month; null while none is.</param>
/// <param name="IsFrozen">Whether that month's trial balance is frozen.</param>
/// <param name="Year">The last year that was carried over; 0 for none.</param>
public sealed record BooksState(DateOnly? First, DateOnly? Closed, bool IsFrozen, int Year)
{
    /// <summary>Nothing is closed.</summary>
    public static readonly BooksState Open = new(null, null, true, 0);

    /// <summary>First day of the month that takes no entries any more though it is not closed (停止录入), and all before it; null for none.</summary>
    public DateOnly? Shut { get; init; }

    /// <summary>First day of the first month that takes entries; null where all do.</summary>
    public DateOnly? OpenFrom => (Shut ?? Closed)?.AddMonths(1);

    /// <summary>Whether a month was closed, but its trial balance did not come to be frozen.</summary>
    public bool IsUnfinished(DateOnly month) => Closed == month && !IsFrozen;

    /// <summary>A day, or where its month is closed or shut, the first day that is open.</summary>
    public DateOnly FirstOpen(DateOnly day) => OpenFrom is { } open && day < open ? open : day;

    /// <summary>Refuses a date in a closed or shut month.</summary>
    public Refusal? Refuse(DateOnly date) => OpenFrom is { } open && date < open
        ? new Refusal(RefusalCode.PeriodClosed, string.Create(CultureInfo.InvariantCulture,
            $"{date:yyyy-MM} is {(Closed is { } closed && date < closed.AddMonths(1) ? "closed" : "shut for review")}; ")
            + string.Create(CultureInfo.InvariantCulture, $"the books are open from {open:yyyy-MM-dd} on."), "occurredOn")
        : null;
}

/// <summary>The closing and opening of months and years (结账、反结账、年结).</summary>
public static class Books
{
    private static readonly DateOnly Earliest = new(1949, 10, 1), Latest = new(9998, 12, 1);

    /// <summary>A month by its text, <c>2026-03</c>: its first day.</summary>
    public static Result<DateOnly> Month(string text) =>
        DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
        && month >= Earliest && month <= Latest
            ? month
            : new Refusal(RefusalCode.PeriodInvalid, $"“{text}” is no month such as 2026-03.", "month");

    /// <summary>Closes a month that ended, next after the last closed one; the first one closes all before it.</summary>
    /// <param name="books">What is closed.</param>
    /// <param name="month">The month.</param>
    /// <param name="withYear">Whether its year is closed with it.</param>
    /// <param name="today">Today in Beijing.</param>
    /// <param name="first">The first month in which anything was posted; null for none.</param>
    public static Result<PeriodClosed> Close(BooksState books, DateOnly month, bool withYear, DateOnly today, DateOnly? first = null)
    {
        if (month.Month == 12 && !withYear)
            return new Refusal(RefusalCode.YearEndRequired, "December is closed with its year.", "month");
        if (books.Closed >= month) return new Refusal(RefusalCode.PeriodAlreadyClosed, "This month is closed already.", "month");
        if (today < month.AddMonths(1)) return new Refusal(RefusalCode.PeriodNotEnded, "This month has not ended yet.", "month");
        // Income of earlier years is carried over with the first year that is closed, and must not be left before it.
        if (books.Closed is null && month.Month != 12 && first?.Year < month.Year)
            return OutOfOrder("The first to close is a year, such as by its", new DateOnly(month.Year - 1, 12, 1));
        if (books.Closed is { } closed && month != closed.AddMonths(1))
            return OutOfOrder("The next month to close is", closed.AddMonths(1));
        return books.IsFrozen
            ? new PeriodClosed(month, today)
            : OutOfOrder("The closing must be finished first of", books.Closed!.Value);
    }

    /// <summary>Lets nothing be entered any more in a month that ended, the next to be closed; the first one shuts all before it.</summary>
    public static Result<PeriodShut> Shut(BooksState books, DateOnly month, DateOnly today)
    {
        if (books.Closed >= month || books.Shut >= month)
            return new Refusal(RefusalCode.PeriodAlreadyClosed, "This month is closed or shut already.", "month");
        if (today < month.AddMonths(1)) return new Refusal(RefusalCode.PeriodNotEnded, "This month has not ended yet.", "month");
        if (books.Closed is { } closed && month != closed.AddMonths(1)) return OutOfOrder("The next month to close is", closed.AddMonths(1));
        return books.IsFrozen ? new PeriodShut(month, today) : OutOfOrder("The closing must be finished first of", books.Closed!.Value);
    }

    /// <summary>Lets a month be entered again that was shut and is not closed.</summary>
    public static Result<PeriodShutLifted> Lift(BooksState books, DateOnly month, string reason, DateOnly today)
    {
        if (Check.Text(reason, "reason", 500) is { } refusal) return refusal;
        return books.Shut == month
            ? new PeriodShutLifted(month, reason, today)
            : new Refusal(RefusalCode.PeriodNotShut, "This month is not shut.", "month");
    }

    /// <summary>Opens the last closed month again.</summary>
    public static Result<PeriodReopened> Reopen(BooksState books, DateOnly month, string reason, DateOnly today)
    {
        if (Check.Text(reason, "reason", 500) is { } refusal) return refusal;
        if (books.Closed is not { } closed || closed < month)
            return new Refusal(RefusalCode.PeriodNotClosed, "This month is not closed.", "month");
        return month == closed
            ? new PeriodReopened(month, reason, today)
            : OutOfOrder("The last closed month is opened again first:", closed);
    }

    /// <summary>Folds an event.</summary>
    public static BooksState Evolve(BooksState? books, ILedgerEvent @event)
    {
        var state = books ?? BooksState.Open;
        return @event switch
        {
            PeriodShut e => state with { Shut = e.Month },
            PeriodShutLifted => state with { Shut = null },
            PeriodClosed e => state with
            {
                First = state.First ?? e.Month, Closed = e.Month, IsFrozen = false, Shut = state.Shut > e.Month ? state.Shut : null,
            },
            TrialBalanceFrozen e when e.Month == state.Closed => state with { IsFrozen = true },
            YearClosed e => state with { Year = e.Year },
            PeriodReopened e => state with
            {
                First = e.Month == state.First ? null : state.First,
                Closed = e.Month == state.First ? null : e.Month.AddMonths(-1),
                IsFrozen = true,
                Shut = null,
                Year = e.Month.Month == 12 ? Math.Min(state.Year, e.Month.Year - 1) : state.Year,
            },
            _ => state,
        };
    }

    private static Refusal OutOfOrder(string sentence, DateOnly month) => new(RefusalCode.PeriodOutOfOrder,
        string.Create(CultureInfo.InvariantCulture, $"{sentence} {month:yyyy-MM}."), "month");
}
