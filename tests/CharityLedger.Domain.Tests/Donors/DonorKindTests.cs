using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donors;
using CharityLedger.Testing;

namespace CharityLedger.Domain.Tests.Donors;

public sealed class DonorKindTests
{
    [Theory]
    [InlineData("万里云网络科技有限公司")]
    [InlineData("长沙市某某区阀门经营部")]
    [InlineData("时代某某传媒集团")]
    [InlineData("某某（北京）文化发展有限公司")]
    [InlineData("某某投资中心（有限合伙）")]
    [InlineData("家和物业管理有限责任公司")]
    [InlineData("北京大学")]
    [InlineData("某市第一人民医院")]
    [InlineData("某某大学苏州校友会")]
    [InlineData("某某慈善基金会")]
    [InlineData("建设银行")]
    [InlineData("某县税务局")]
    [InlineData("Example Trading Co., Ltd.")]
    [InlineData("The Example Foundation")]
    [InlineData("  某某有限公司\t")]
    public void Names_that_end_in_an_organisations_word_are_organisations(string name) =>
        Assert.Equal(DonorKind.Organisation, DonorKind.Of(name));

    [Theory]
    [InlineData("王伟")]
    [InlineData("王志行")]
    [InlineData("李大学")]
    [InlineData("张建社")]
    [InlineData("欧阳小明")]
    [InlineData("古丽·买买提")]
    [InlineData("John Smith")]
    [InlineData("Bank")]
    [InlineData("李强转来某某书店捐款")]
    [InlineData("李强转来某某书店")]
    [InlineData("王芳代某某有限公司")]
    [InlineData("王芳经某某银行")]
    [InlineData("王芳和某某有限公司")]
    [InlineData("王芳 某某有限公司")]
    [InlineData("王芳、某某有限公司")]
    [InlineData("某某有限公司（王芳）")]
    [InlineData("王芳（某某有限公司）")]
    [InlineData("某某研究院王芳捐款")]
    [InlineData("某某有限公司王芳")]
    [InlineData("王芳先生某某公司")]
    [InlineData("John Smith on behalf of Example Foundation")]
    public void Whatever_may_name_a_person_is_a_person(string name) =>
        Assert.Equal(DonorKind.Person, DonorKind.Of(name));

    [Theory]
    [InlineData("")]
    [InlineData(" \t　")]
    [InlineData("—")]
    [InlineData("匿名")]
    [InlineData("匿名（王芳）")]
    [InlineData("无名氏")]
    [InlineData("爱心人士")]
    [InlineData("捐款不留名")]
    [InlineData("Anonymous")]
    [InlineData("某某有限公司（不愿透露姓名）")]
    public void No_name_and_the_wish_for_none_are_anonymous(string name) =>
        Assert.Equal(DonorKind.Anonymous, DonorKind.Of(name));

    [Fact]
    public void No_one_who_acts_for_others_in_a_real_list_counts_as_an_organisation()
    {
        var folder = SharedData.Find("hubei-red-cross-2020");
        Assert.SkipWhen(folder is null, SharedData.Absent);
        var names = Directory.GetFiles(folder!, "donations-*.csv").SelectMany(File.ReadLines)
            .Select(line => line.Split(',')).Where(cells => cells.Length > 3 && int.TryParse(cells[0], out _))
            .Select(cells => cells[2].Trim()).ToHashSet();
        var organisations = names.Where(name => DonorKind.Of(name) == DonorKind.Organisation).ToList();

        Assert.True(organisations.Count > 200, $"{organisations.Count} organisations among {names.Count} names");
        Assert.DoesNotContain(organisations, name => name.Length < 4);
        Assert.DoesNotContain(organisations, name => name.Contains('转') && name.Contains("捐"));
        // A 和 in a company's own name hides it; hardly any company may suffer that.
        var companies = names
            .Where(name => name.EndsWith("有限公司", StringComparison.Ordinal) && !name.Contains('转')).ToList();
        Assert.True(companies.Intersect(organisations).Count() >= companies.Count * 98 / 100);
    }
}
