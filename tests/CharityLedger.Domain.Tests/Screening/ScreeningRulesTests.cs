using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Screening;

namespace CharityLedger.Domain.Tests.Screening;

/// <summary>How names are compared, and when a gift needs a word on its source.</summary>
public sealed class ScreeningRulesTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Theory]
    [InlineData("阿布·穆罕默德", "阿布穆罕默德")]
    [InlineData(" 张 三 ", "张三")]
    [InlineData("Evil  Corp.", "EVILCORP")]
    [InlineData("ＥＶＩＬ　ｃｏｒｐ", "EVILCORP")]
    [InlineData("A-B（C）", "ABC")]
    [InlineData("", "")]
    public void Names_are_compared_without_what_stands_between_their_parts(string name, string plain) =>
        Assert.Equal(plain, ScreeningRules.Normalise(name));

    [Theory]
    [InlineData("cash", 5_000_000, false)]
    [InlineData("cash", 5_000_001, true)]
    [InlineData("bank", 5_000_001, false)]
    [InlineData("bank", 500_000_001, true)]
    public void A_word_on_the_source_is_asked_for_above_thresholds_that_were_set(string channel, long fen, bool asked)
    {
        var policy = new Policy(null, [Set(PolicyIds.AmlSourceNoteAbove), Set(PolicyIds.AmlSourceNoteCashAbove)]);
        Assert.Equal(asked ? RefusalCode.SourceNoteMissing : null, GiftTerms.NeedsSource(fen, channel, Day, policy)?.Code);
        Assert.Null(GiftTerms.NeedsSource(fen, channel, Day, Policy.Default));
    }

    private static PolicyRowSet Set(string row) => new(row, null, true, Day, null, "决议", "反洗钱", Day);
}
