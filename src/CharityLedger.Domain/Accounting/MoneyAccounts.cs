using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Accounting;

/// <summary>An account of the register.</summary>
/// <param name="Opened">As it was entered.</param>
/// <param name="Place">How many were entered before it.</param>
/// <param name="ClosedOn">Its last day; null while it is open.</param>
public sealed record MoneyAccountEntry(MoneyAccountOpened Opened, int Place, DateOnly? ClosedOn)
{
    /// <summary>Whether money may go through it on a day.</summary>
    public bool IsOpen(DateOnly on) => Opened.OccurredOn <= on && (ClosedOn is null || on <= ClosedOn);
}

/// <summary>The register of a federation's money accounts (资金账户登记), folded from the accounts' streams.</summary>
public sealed record MoneyAccounts(ImmutableSortedDictionary<string, MoneyAccountEntry> Entries)
{
    private const int EndDigits = 4;

    /// <summary>A register without accounts.</summary>
    public static readonly MoneyAccounts Empty =
        new(ImmutableSortedDictionary.Create<string, MoneyAccountEntry>(StringComparer.Ordinal));

    /// <summary>Enters an account.</summary>
    public Result<MoneyAccountOpened> Open(MoneyAccountOpened wanted, DateOnly today)
    {
        var refusal = Check.Id(wanted.Account, "account") ?? Check.Text(wanted.Name, "name") ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return Entries.ContainsKey(wanted.Account) || Channels.IsWord(wanted.Account)
            ? new Refusal(RefusalCode.MoneyAccountExists, "This code is taken, or is the word of a channel.", "account")
            : wanted;
    }

    /// <summary>Closes an account that is empty.</summary>
    /// <param name="wanted">As it is asked for.</param>
    /// <param name="lastMoved">The last day on which money went through it; null for none.</param>
    /// <param name="balanceFen">What the books say it holds.</param>
    /// <param name="today">Today in Beijing.</param>
    public Result<MoneyAccountClosed> Close(MoneyAccountClosed wanted, DateOnly? lastMoved, long balanceFen, DateOnly today)
    {
        if (!Entries.TryGetValue(wanted.Account, out var entry)) return Unknown("account");
        if (entry.ClosedOn is not null) return new Refusal(RefusalCode.MoneyAccountUnfit, "This account is closed already.", "account");
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)
            ?? Check.NotBefore(wanted.OccurredOn, entry.Opened.OccurredOn)
            ?? (lastMoved is { } day ? Check.NotBefore(wanted.OccurredOn, day) : null)
            ?? (balanceFen == 0 ? null : new Refusal(RefusalCode.MoneyAccountUnfit,
                $"By the books it holds {balanceFen} fen; move them first.", "account"));
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Null where no account is named, or one that is fit.</summary>
    /// <param name="account">Its code.</param>
    /// <param name="isOfKind">Which kinds are fit.</param>
    /// <param name="book">The account set.</param>
    /// <param name="on">Day on which money goes through it.</param>
    /// <param name="field">Name of the field.</param>
    public Refusal? Refuse(string? account, Func<MoneyAccount, bool> isOfKind, string book, DateOnly on, string field)
    {
        if (account is null) return null;
        if (!Entries.TryGetValue(account, out var entry)) return Unknown(field);
        return entry.IsOpen(on) && isOfKind(entry.Opened.Kind) && entry.Opened.Book == book
            ? null
            : new Refusal(RefusalCode.MoneyAccountUnfit, $"“{account}” is not open that day, or of another kind or account set.", field);
    }

    /// <summary>Null where an account is none of those that are closed: it was found empty then, and stays so.</summary>
    public Refusal? RefuseClosed(string account, string field) => Entries[account].ClosedOn is null
        ? null
        : new Refusal(RefusalCode.MoneyAccountUnfit, $"“{account}” is closed.", field);

    /// <summary>The account that takes money of a kind where nobody names one: the first of those that aren't closed that is open on the
    /// day, or else the first of them; null where the register has none.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="book">The account set.</param>
    /// <param name="on">The day.</param>
    public string? FirstOf(MoneyAccount kind, string book, DateOnly on) => Entries.Values
        .Where(e => e.Opened.Kind == kind && e.Opened.Book == book && e.ClosedOn is null)
        .OrderBy(e => !e.IsOpen(on)).ThenBy(e => e.Place).FirstOrDefault()?.Opened.Account;

    /// <summary>What is kept of a number: its last four digits; null where none was given.</summary>
    public static Result<string?> EndOf(string? number)
    {
        if (number is null) return (string?)null;
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return digits.Length >= EndDigits
            ? digits[^EndDigits..]
            : new Refusal(RefusalCode.AccountNumberInvalid, "An account's number has at least four digits.", "number");
    }

    /// <summary>Folds an event.</summary>
    public MoneyAccounts Evolve(ILedgerEvent @event) => @event switch
    {
        MoneyAccountOpened e => new(Entries.SetItem(e.Account, new MoneyAccountEntry(e, Entries.Count, null))),
        MoneyAccountClosed e => new(Entries.SetItem(e.Account, Entries[e.Account] with { ClosedOn = e.OccurredOn })),
        _ => this,
    };

    private static Refusal Unknown(string field) => new(RefusalCode.MoneyAccountUnknown, "There is no such account in the register.", field);
}
