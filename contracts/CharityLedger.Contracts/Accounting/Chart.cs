using System.Collections.Frozen;
using System.Globalization;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Contracts.Accounting;

/// <summary>Where an account stands in the statements.</summary>
public enum AccountKind
{
    /// <summary>Cash, bank deposits, platform balances (货币资金); also an asset.</summary>
    Money,

    /// <summary>资产.</summary>
    Asset,

    /// <summary>负债.</summary>
    Liability,

    /// <summary>净资产.</summary>
    NetAssets,

    /// <summary>收入.</summary>
    Income,

    /// <summary>费用.</summary>
    Expense,
}

/// <summary>An account of the chart, as in force for some time.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Code">Code (科目编码).</param>
/// <param name="Kind">Where it stands.</param>
/// <param name="IsRestricted">Whether its amounts are restricted (限定性).</param>
/// <param name="Name">Chinese name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="From">First day; <see cref="DateOnly.MinValue"/> where it was always so.</param>
/// <param name="To">Last day; <see cref="DateOnly.MaxValue"/> where it is still in force.</param>
public sealed record Account(AccountRole Role, string Code, AccountKind Kind, bool IsRestricted, string Name,
    string NameEn, DateOnly From, DateOnly To)
{
    /// <summary>Whether debits increase it: assets and expenses.</summary>
    public bool IsDebit => Kind is AccountKind.Money or AccountKind.Asset or AccountKind.Expense;
}

/// <summary>
/// The chart of accounts (会计科目表) of 民间非营利组织会计制度: that of 2004, and from 2026-01-01 the revised one. Its rows are
/// <c>contracts/policy/accounts.csv</c>. A change of codes falls on the first of a month.
/// </summary>
public static class Chart
{
    private static readonly Account[] Rows = [.. PolicyTable.Read("accounts").Select(Read)];

    private static readonly Account[][] ByRole =
        [.. Enum.GetValues<AccountRole>().Select(role => Rows.Where(a => a.Role == role).ToArray())];

    private static readonly FrozenDictionary<string, Account[]> ByCode =
        Rows.GroupBy(a => a.Code).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>The accounts in force on a day, by code.</summary>
    public static IReadOnlyList<Account> At(DateOnly date) =>
        [.. Rows.Where(a => a.From <= date && date <= a.To).OrderBy(a => a.Code, StringComparer.Ordinal)];

    /// <summary>The account of a role on a day.</summary>
    /// <exception cref="InvalidOperationException">The chart of that day has no such account.</exception>
    public static Account Of(AccountRole role, DateOnly date) => Find(role, date)
        ?? throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"The chart of {date:O} has no account for {role}."));

    /// <summary>The account of a role on a day; null where the chart of that day has none.</summary>
    public static Account? Find(AccountRole role, DateOnly date) => InForce(ByRole[(int)role], date);

    /// <summary>The account of a code on a day; null where the chart of that day has none.</summary>
    public static Account? Find(string code, DateOnly date) =>
        ByCode.TryGetValue(code, out var accounts) ? InForce(accounts, date) : null;

    /// <summary>All codes that a role ever had.</summary>
    public static IEnumerable<string> CodesOf(AccountRole role) => ByRole[(int)role].Select(a => a.Code);

    private static Account? InForce(Account[] accounts, DateOnly date)
    {
        foreach (var account in accounts)
            if (account.From <= date && date <= account.To) return account;
        return null;
    }

    private static Account Read(IReadOnlyDictionary<string, string> row) => new(
        Parse<AccountRole>(row["role"]), row["code"], Parse<AccountKind>(row["kind"]), row["restricted"] == "yes",
        row["name_zh"], row["name_en"], Day(row["effective_from"], DateOnly.MinValue),
        Day(row["effective_to"], DateOnly.MaxValue));

    private static T Parse<T>(string name) where T : struct, Enum =>
        Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static DateOnly Day(string text, DateOnly otherwise) =>
        text.Length == 0 ? otherwise : PolicyTable.Date(text);
}
