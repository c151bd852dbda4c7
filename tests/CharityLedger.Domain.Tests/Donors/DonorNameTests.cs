using System.Globalization;
using CharityLedger.Domain.Donors;
using FsCheck;
using FsCheck.Fluent;

namespace CharityLedger.Domain.Tests.Donors;

public sealed class DonorNameTests
{
    [Theory]
    [InlineData("王伟", "王*")]
    [InlineData("王小明", "王*明")]
    [InlineData("欧阳小明", "欧**明")]
    [InlineData(" 王小明\t", "王*明")]
    [InlineData("𠮷野家", "𠮷*家")]
    [InlineData("李强转来王小明一家捐款", "李**")]
    [InlineData("王丽、李明", "王**")]
    [InlineData("古丽·买买提", "古**")]
    [InlineData("John Smith", "J***")]
    [InlineData("Zoë", "Z***")]
    [InlineData("王", "***")]
    [InlineData("(李杰)", "***")]
    [InlineData("13812341234", "***")]
    [InlineData("", "")]
    public void Names_are_masked_like_this(string name, string masked) =>
        Assert.Equal(masked, DonorName.Mask(name));

    [Theory]
    [InlineData("13812341234", "138****1234")]
    [InlineData("+86 138-1234-1234", "138****1234")]
    [InlineData("027-88880000", "****")]
    [InlineData("1381234", "****")]
    [InlineData("none", "****")]
    [InlineData(" ", "")]
    public void Phones_are_masked_like_this(string phone, string masked) =>
        Assert.Equal(masked, DonorName.MaskPhone(phone));

    [Fact]
    public void A_mask_shows_at_most_the_first_and_the_last_character() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), text =>
        {
            var name = text.Get.Trim();
            var shown = DonorName.Mask(name).Replace("*", "", StringComparison.Ordinal);
            var elements = StringInfo.ParseCombiningCharacters(shown).Length;
            return elements <= 2 && (shown.Length == 0 || (elements < name.Length && name.StartsWith(
                shown[..(char.IsHighSurrogate(shown[0]) ? 2 : 1)], StringComparison.Ordinal)));
        }).QuickCheckThrowOnFailure();
}
