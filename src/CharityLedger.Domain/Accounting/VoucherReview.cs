using System.Collections.Immutable;
using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Accounting;

/// <summary>Which vouchers of a month were reviewed, by account set.</summary>
/// <param name="Passed">Numbers that were reviewed without exception: ranges in order that don't touch each other.</param>
/// <param name="Open">What reviewers did not agree with and is not settled, by number.</param>
public sealed record ReviewState(
    ImmutableSortedDictionary<string, ImmutableList<VoucherRange>> Passed,
    ImmutableSortedDictionary<(string Book, int Number), string> Open)
{
    /// <summary>Nothing was reviewed.</summary>
    public static readonly ReviewState None = new(
        ImmutableSortedDictionary.Create<string, ImmutableList<VoucherRange>>(StringComparer.Ordinal),
        ImmutableSortedDictionary<(string, int), string>.Empty);

    /// <summary>The numbers of an account set that were passed.</summary>
    public IReadOnlyList<VoucherRange> Of(string book) => Passed.GetValueOrDefault(book, []);

    /// <summary>How many vouchers of an account set were passed.</summary>
    public int CountOf(string book) => Of(book).Sum(r => r.To - r.From + 1);

    /// <summary>Whether a voucher was passed.</summary>
    public bool IsPassed(string book, int number) => Of(book).Any(r => r.From <= number && number <= r.To);

    /// <summary>The numbers from 1 to <paramref name="last"/> that were not passed.</summary>
    public IEnumerable<VoucherRange> Missing(string book, int last)
    {
        var next = 1;
        foreach (var range in Of(book))
        {
            if (next < range.From) yield return new VoucherRange(next, range.From - 1);
            next = range.To + 1;
        }

        if (next <= last) yield return new VoucherRange(next, last);
    }
}

/// <summary>The review of vouchers (凭证审核): by another person than who made them, one by one or many at once.</summary>
public static class VoucherReview
{
    /// <summary>Most ranges of one review.</summary>
    public const int MostRanges = 100;

    /// <summary>Most vouchers of one review.</summary>
    public const int MostVouchers = 10_000;

    /// <summary>Null where the numbers are in order, not too many, none of them was passed before, and exceptions lie among them.</summary>
    /// <param name="state">What was reviewed before.</param>
    /// <param name="book">The account set.</param>
    /// <param name="numbers">Which are reviewed.</param>
    /// <param name="exceptions">Those that are not agreed with.</param>
    /// <param name="last">Number of the month's last voucher.</param>
    public static Refusal? Check(
        ReviewState state, string book, IReadOnlyList<VoucherRange> numbers, IReadOnlyList<ReviewRemark> exceptions, int last)
    {
        var before = 0;
        foreach (var range in numbers)
        {
            if (range.From <= before || range.To < range.From) return Invalid("Numbers are given from low to high, each once.");
            before = range.To;
        }

        if (numbers.Count is 0 or > MostRanges || numbers.Sum(r => (long)r.To - r.From + 1) > MostVouchers)
            return Invalid(string.Create(CultureInfo.InvariantCulture, $"A review has 1 to {MostVouchers} vouchers in at most {MostRanges} ranges."));
        if (before > last) return Invalid(string.Create(CultureInfo.InvariantCulture, $"The month's last voucher is {last}."));
        foreach (var exception in exceptions)
        {
            if (Domain.Check.Text(exception.Words, "exceptions", 500) is { } refusal) return refusal;
            if (!numbers.Any(r => r.From <= exception.Number && exception.Number <= r.To)
                || exceptions.Count(e => e.Number == exception.Number) > 1)
                return Invalid("An exception is to one of the vouchers, each once.", "exceptions");
        }

        return state.Of(book).FirstOrDefault(p => numbers.Any(r => r.From <= p.To && p.From <= r.To)) is { } passed
            ? new Refusal(RefusalCode.VoucherIsReviewed, string.Create(CultureInfo.InvariantCulture,
                $"Vouchers {passed.From} to {passed.To} were reviewed already."), "numbers")
            : null;
    }

    /// <summary>Decides a review whose numbers were checked.</summary>
    /// <param name="wanted">The review.</param>
    /// <param name="reviewer">Who reviews.</param>
    /// <param name="own">The first of the vouchers that the reviewer made; null for none.</param>
    /// <param name="roster">The users.</param>
    public static Result<VouchersReviewed> Review(VouchersReviewed wanted, string reviewer, int? own, Roster roster)
    {
        if (roster.CheckActing(reviewer, Post.AccountantReview, "numbers") is { } apart) return apart;
        return own is { } number
            ? new Refusal(RefusalCode.SecondPersonNeeded, string.Create(CultureInfo.InvariantCulture,
                $"Voucher {number} was made by “{reviewer}”, and is reviewed by another."), "numbers")
            : wanted;
    }

    /// <summary>Null where somebody may enter these lines: a cashier enters none of income, expense and claims (会计法 art. 35).</summary>
    public static Refusal? CheckEntering(IEnumerable<VoucherLine> lines, string user, Roster roster, DateOnly on) =>
        lines.Any(l => Chart.At(on).Any(a => a.Role == l.Account && (a.Kind is AccountKind.Income or AccountKind.Expense or AccountKind.Liability
            || a.Role == AccountRole.Receivables)))
            ? roster.CheckActing(user, Post.Accountant, "lines")
            : null;

    /// <summary>Folds an event.</summary>
    public static ReviewState Evolve(ReviewState? state, ILedgerEvent @event)
    {
        var now = state ?? ReviewState.None;
        if (@event is not VouchersReviewed e) return now;
        var excepted = e.Exceptions.Select(x => x.Number).ToHashSet();
        var passed = now.Of(e.Book).Concat(e.Numbers.SelectMany(r => Without(r, excepted))).OrderBy(r => r.From)
            .Aggregate(ImmutableList<VoucherRange>.Empty, (all, r) => all.Count > 0 && all[^1].To + 1 >= r.From
                ? all.SetItem(all.Count - 1, new VoucherRange(all[^1].From, Math.Max(all[^1].To, r.To))) : all.Add(r));
        var open = now.Open.RemoveRange(now.Open.Keys.Where(k => k.Book == e.Book && e.Numbers.Any(r => r.From <= k.Number && k.Number <= r.To)))
            .AddRange(e.Exceptions.Select(x => KeyValuePair.Create((e.Book, x.Number), x.Words)));
        return new ReviewState(now.Passed.SetItem(e.Book, passed), open);
    }

    private static IEnumerable<VoucherRange> Without(VoucherRange range, HashSet<int> excepted)
    {
        var from = range.From;
        foreach (var number in excepted.Where(n => range.From <= n && n <= range.To).Order())
        {
            if (from < number) yield return new VoucherRange(from, number - 1);
            from = number + 1;
        }

        if (from <= range.To) yield return new VoucherRange(from, range.To);
    }

    private static Refusal Invalid(string words, string field = "numbers") => new(RefusalCode.VoucherNumbersInvalid, words, field);
}
