using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Contracts;

/// <summary>
/// How money comes, where it lies, and which account of the chart that is: one spelling each, since the books and the rules on
/// cash go by it.
/// </summary>
public static class Channels
{
    /// <summary>The channel as it is kept: trimmed, in lower case, and common Chinese words by their English one.</summary>
    public static string Of(string text) => text.Trim().ToLowerInvariant() switch
    {
        "现金" => "cash",
        "支付宝" => "alipay",
        "微信" or "微信支付" => "wechat",
        "银行" or "银行转账" => "bank",
        var other => other,
    };

    /// <summary>The word for money on the way to own accounts (在途资金), from others of them or from another federation: other money
    /// (其他货币资金) that lies in none of them.</summary>
    public const string OnTheWay = "on_the_way";

    /// <summary>Whether it is the word of a channel, which means whichever account of its kind comes first, and no account of the
    /// register.</summary>
    public static bool IsWord(string channel) => KindOf(channel) is not null || channel is "platform" or "list";

    /// <summary>The kind of account that a word means; null where it means none.</summary>
    public static MoneyAccount? KindOf(string word) => word switch
    {
        "bank" => MoneyAccount.Bank,
        "cash" => MoneyAccount.Cash,
        "alipay" => MoneyAccount.Alipay,
        "wechat" => MoneyAccount.Wechat,
        _ => null,
    };

    /// <summary>The word that means a kind of account.</summary>
    public static string WordOf(MoneyAccount kind) => kind switch
    {
        MoneyAccount.Bank => "bank",
        MoneyAccount.Cash => "cash",
        MoneyAccount.Alipay => "alipay",
        MoneyAccount.Wechat => "wechat",
        _ => throw new InvalidOperationException($"Unknown kind of account {kind}."),
    };

    /// <summary>The word for what lies in an account of the chart, where nothing says more.</summary>
    public static string WordOf(AccountRole money) => money switch
    {
        AccountRole.Cash => "cash",
        AccountRole.Bank => "bank",
        _ => "other_money",
    };

    /// <summary>The kind of account that money of a channel comes into: where its word means none, one at a bank.</summary>
    public static MoneyAccount AccountOf(string channel) => KindOf(channel) ?? MoneyAccount.Bank;

    /// <summary>The account of the chart that a kind is part of. A platform's balance (Alipay, WeChat) is other money until it is
    /// settled into the bank account.</summary>
    public static AccountRole RoleOf(MoneyAccount kind) => kind switch
    {
        MoneyAccount.Cash => AccountRole.Cash,
        MoneyAccount.Alipay or MoneyAccount.Wechat => AccountRole.OtherMoney,
        _ => AccountRole.Bank,
    };

    /// <summary>The account of the chart in which money lies that came by a channel.</summary>
    public static AccountRole RoleOf(string channel) => RoleOf(AccountOf(channel));
}
