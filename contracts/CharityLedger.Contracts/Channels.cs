using CharityLedger.Contracts.Events;

namespace CharityLedger.Contracts;

/// <summary>How money comes: one spelling each, since the books and the rules on cash go by it.</summary>
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

    /// <summary>The account that money of a channel comes into.</summary>
    public static MoneyAccount AccountOf(string channel) => channel switch
    {
        "cash" => MoneyAccount.Cash,
        "alipay" => MoneyAccount.Alipay,
        "wechat" => MoneyAccount.Wechat,
        _ => MoneyAccount.Bank,
    };
}
