using CharityLedger.Domain.Disbursements;

namespace CharityLedger.Domain.Tests.Disbursements;

/// <summary>Payees that the public may read, and those who may be somebody's name.</summary>
public sealed class PayeeWordsTests
{
    [Theory]
    [InlineData("云汀市人民医院")]
    [InlineData("云汀市第三中学")]
    [InlineData("澜桥街道长者食堂")]
    [InlineData("云汀市救助管理站")]
    [InlineData("东岭乡敬老院")]
    [InlineData("河湾镇九年一贯制学校")]
    [InlineData("河湾镇困难家庭（23户）")]
    [InlineData("困难家庭（1,023户）")]
    [InlineData("东岭乡受灾家庭（17户）")]
    [InlineData("残疾儿童")]
    [InlineData("某小学")]
    public void Organisations_and_groups_in_general_words_are_shown(string payee) => Assert.True(PayeeWords.MayBeShown(payee));

    [Theory]
    [InlineData("张小明")]
    [InlineData("欧阳小明")]
    [InlineData("王建村")]
    [InlineData("张小明家庭（1户）")]
    [InlineData("张小明困难家庭（1户）")]
    [InlineData("张小明等困难家庭（23户）")]
    [InlineData("张小明、王小红等困难学生")]
    [InlineData("张小明转东岭乡敬老院")]
    [InlineData("张小明和王建村")]
    [InlineData("买买提·吐尔逊村")]
    [InlineData("Zhang Xiaoming")]
    [InlineData("某")]
    [InlineData("")]
    public void Whatever_may_name_somebody_is_not(string payee) => Assert.False(PayeeWords.MayBeShown(payee));
}
