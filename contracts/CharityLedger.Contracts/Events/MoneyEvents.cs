namespace CharityLedger.Contracts.Events;

/// <summary>
/// A money account was entered in the register (资金账户登记): a bank account, a cash box, or a balance with a payment platform.
/// Of its number only the end is kept, here or anywhere.
/// </summary>
/// <param name="Account">Its code, by which gifts' channels, payments, moves and counts name it: a-z, 0-9, dash.</param>
/// <param name="Name">What people call it, such as the bank and what it is for.</param>
/// <param name="Kind">Which account of the chart it is part of.</param>
/// <param name="Book">The account set (账套) whose money lies there.</param>
/// <param name="NumberEnd">The last four digits of its number; null where none was given.</param>
/// <param name="OccurredOn">Day on which it was opened, Asia/Shanghai.</param>
[EventType("money_account_opened")]
public sealed record MoneyAccountOpened(
    string Account, string Name, MoneyAccount Kind, string Book, string? NumberEnd, DateOnly OccurredOn) : IDated;

/// <summary>A money account was closed (销户); nothing goes through it from the next day on.</summary>
/// <param name="Account">Its code.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Its last day, Asia/Shanghai.</param>
[EventType("money_account_closed")]
public sealed record MoneyAccountClosed(string Account, string Reason, DateOnly OccurredOn) : IDated;
