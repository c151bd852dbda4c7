using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Money;

/// <summary>An account of the register of money accounts.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">bank, cash, alipay or wechat.</param>
/// <param name="Book">The account set whose money lies there.</param>
/// <param name="NumberEnd">The last four digits of its number.</param>
/// <param name="OpenedOn">Its first day.</param>
/// <param name="ClosedOn">Its last day; null while it is open.</param>
public sealed record MoneyAccountRow(
    string Code, string Name, string Kind, string Book, string? NumberEnd, DateOnly OpenedOn, DateOnly? ClosedOn)
{
    /// <summary>Position of its entry in the register.</summary>
    internal long OpenedAt { get; init; }

    /// <summary>Position of its closing.</summary>
    internal long? ClosedAt { get; init; }

    /// <summary>Whether money may go through it on a day.</summary>
    public bool IsOpen(DateOnly on) => OpenedOn <= on && (ClosedOn is null || on <= ClosedOn);

    /// <summary>Whether it was closed before money came, by the position of the register's last closing before that.</summary>
    internal bool WasClosed(long closing) => ClosedAt <= closing;
}

/// <summary>What went one way on one day, after one closing of the register and before the next.</summary>
internal sealed record WayDay(string Book, string Account, string Way, DateOnly Day, long Closing, long AmountFen);

/// <summary>
/// What each money account holds by the books. Money goes to the account that its event names. Where it names none, or one that
/// is of another part of the chart, it goes to the first account of its kind that was open that day; the first of all where none
/// was; and stays under the kind's word where the register has none. None takes what came into the log after its closing, and none
/// that is entered later takes what lay in it then: it was found empty, and stays so.
/// </summary>
public sealed class MoneyBalances
{
    private readonly IReadOnlyList<MoneyAccountRow> accounts;
    private readonly IReadOnlyList<WayDay> days;
    private readonly IReadOnlyList<MoneyAccountRow> closed;

    /// <param name="accounts">The register, in the order in which it was entered.</param>
    /// <param name="days">What went each way on each day.</param>
    internal MoneyBalances(IReadOnlyList<MoneyAccountRow> accounts, IReadOnlyList<WayDay> days) =>
        (this.accounts, this.days, closed) = (accounts, days, [.. accounts.Where(a => a.ClosedAt is not null).OrderBy(a => a.ClosedAt)]);

    /// <summary>The register.</summary>
    public IReadOnlyList<MoneyAccountRow> Accounts => accounts;

    /// <summary>The account to which money of a kind goes that comes now with that date; null where the register has none.</summary>
    public MoneyAccountRow? FirstOf(string kind, string book, DateOnly on) => FirstOf(kind, book, on, long.MaxValue, accounts);

    private static MoneyAccountRow? FirstOf(string kind, string book, DateOnly on, long closing, IEnumerable<MoneyAccountRow> register)
    {
        var fit = register.Where(a => a.Kind == kind && a.Book == book && !a.WasClosed(closing)).ToList();
        return fit.Find(a => a.IsOpen(on)) ?? fit.FirstOrDefault();
    }

    /// <summary>What lies where at the end of a day, in fen, by account set, account of the chart, and code or kind's word.</summary>
    public IReadOnlyDictionary<(string Book, string Account, string Code), long> At(DateOnly on)
    {
        var sums = new Dictionary<(string, string, string), long>();
        foreach (var day in days)
        {
            if (day.Day > on) continue;
            var key = (day.Book, day.Account, CodeOf(day));
            sums[key] = sums.GetValueOrDefault(key) + day.AmountFen;
        }

        return sums;
    }

    /// <summary>What the federation's own accounts of a kind hold together at the end of a day, in fen.</summary>
    public long HeldBy(MoneyAccount kind, DateOnly on) => At(on)
        .Where(s => s.Key.Book == Bucket.MainBook && KindOf(s.Key.Code) == Channels.WordOf(kind)).Sum(s => s.Value);

    /// <summary>The last day on which money went through an account, and what it holds after it, in fen.</summary>
    public (DateOnly? Last, long BalanceFen) Of(MoneyAccountRow account)
    {
        var through = days.Where(d => d.Book == account.Book && CodeOf(d) == account.Code).ToList();
        return (through.Count == 0 ? null : through.Max(d => d.Day), through.Sum(d => d.AmountFen));
    }

    private string KindOf(string code) => accounts.FirstOrDefault(a => a.Code == code)?.Kind ?? code;

    /// <summary>Where it lay when the account of that place was closed; otherwise where the register as it is now puts it.</summary>
    private string CodeOf(WayDay day) =>
        closed.FirstOrDefault(c => c.ClosedAt > day.Closing && CodeOf(day, accounts.Where(a => a.OpenedAt < c.ClosedAt)) == c.Code)?.Code
        ?? CodeOf(day, accounts);

    private static string CodeOf(WayDay day, IEnumerable<MoneyAccountRow> register)
    {
        var role = Chart.Find(day.Account, day.Day)!.Role;
        // No account of the register has it, whatever kinds are part of the same account of the chart.
        if (day.Way == Channels.OnTheWay && role == AccountRole.OtherMoney) return day.Way;
        var named = register.FirstOrDefault(a => a.Code == day.Way && a.Book == day.Book && Channels.RoleOf(a.Kind) == role
            && a.IsOpen(day.Day) && !a.WasClosed(day.Closing));
        if (named is not null) return named.Code;
        // A way that is no word of a kind, such as a code or a platform's, says nothing of the kind.
        var kind = Channels.KindOf(day.Way) is { } said && Channels.RoleOf(said) == role ? day.Way : Channels.WordOf(role);
        return FirstOf(kind, day.Book, day.Day, day.Closing, register)?.Code ?? kind;
    }
}
