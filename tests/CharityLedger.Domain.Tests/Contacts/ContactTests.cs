using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;

namespace CharityLedger.Domain.Tests.Contacts;

/// <summary>Who contacts are, and what may be said of them. All numbers are invented; their check characters are right.</summary>
public sealed class ContactTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    /// <summary>The first is the example of GB 11643.</summary>
    [Theory]
    [InlineData("11010519491231002X", true)]
    [InlineData("440524188001010014", true)]
    [InlineData("110105194912310021", false)]
    [InlineData("11010519491331002X", false)]
    [InlineData("1101051949123100", false)]
    [InlineData("11010519491231002x", false)]
    [InlineData("110105194912３10021", false)]
    public void An_identity_number_has_a_day_of_birth_and_its_check_character(string number, bool holds) =>
        Assert.Equal(holds, DocumentNumbers.IsIdentityNumber(number));

    /// <summary>The first is the one that explanations of GB 32100 calculate; the others differ from it by one character.</summary>
    [Theory]
    [InlineData("91350100M000100Y43", true)]
    [InlineData("91350100M000100Y44", false)]
    [InlineData("91350100M000101Y43", false)]
    [InlineData("9135O100M000100Y43", false)]
    [InlineData("91350100M000100Y4", false)]
    public void A_credit_code_has_its_check_character(string code, bool holds) => Assert.Equal(holds, DocumentNumbers.IsCreditCode(code));

    [Theory]
    [InlineData("+86 138-0000-1234", "13800001234")]
    [InlineData("0086(138)00001234", "13800001234")]
    [InlineData("１３８００００１２３４", "13800001234")]
    [InlineData("027-8765 4321", "02787654321")]
    [InlineData("+852 2345 6789", "85223456789")]
    public void A_phone_is_written_in_one_way(string phone, string plain) => Assert.Equal(plain, ContactWords.Phone(phone));

    [Fact]
    public void A_name_is_found_from_its_first_two_characters_on_however_it_is_written()
    {
        Assert.Equal("abc公司(武汉)", ContactWords.Name(" ＡＢＣ 公司（武汉）"));
        Assert.Equal(["王小"], ContactWords.Beginnings(ContactWords.Name("王 小明")));
        Assert.Equal(["𠮷野", "𠮷野家"], ContactWords.Beginnings("𠮷野家人"));
        Assert.Empty(ContactWords.Beginnings("王明"));
        Assert.Equal(23, ContactWords.Beginnings(new string('清', 40)).Count());
        Assert.Equal(new string('清', 24), ContactWords.Beginning(new string('清', 30)));
        Assert.Null(ContactWords.Beginning(" 王 "));
    }

    [Theory]
    [InlineData("张*", true)]
    [InlineData("张**", true)]
    [InlineData("张X", true)]
    [InlineData("张某", true)]
    [InlineData("爱心人士", true)]
    [InlineData("匿名", true)]
    [InlineData("王", true)]
    [InlineData("王小明", false)]
    [InlineData("Foxx", false)]
    [InlineData("清江远山实业有限公司", false)]
    public void Masked_and_generic_names_are_nobodys(string name, bool nobody) => Assert.Equal(nobody, ContactWords.IsNobodys(name));

    [Fact]
    public void Gifts_are_proposed_by_name_and_phone_then_by_the_name_alone_and_never_by_nobodys_name()
    {
        LooseGift Gift(string id, string name, string? phone = null) => new(id, name, phone, null, 100);
        var groups = ContactProposals.Of(
        [
            Gift("a", "王小明", "138 0000 1234"), Gift("b", "王 小明", "13800001234"), Gift("c", "王小明"), Gift("d", "张*", "13800001234"),
            Gift("e", "爱心人士"), Gift("f", "李四", "13900001234"), Gift("g", "李四", "13900001234"), Gift("h", "张*", "13800001234"),
            Gift("i", "李雷", "没有"), Gift("j", "李雷", "没有"),
        ]);
        Assert.Equal(["a b", "a b c", "f g", "i j"], groups.Select(g => string.Join(' ', g.Gifts.Select(x => x.Gift))));
        Assert.Equal([true, false, true, false], groups.Select(g => g.Phone is not null));
    }

    [Theory]
    [InlineData("phones", null, "123", null)]
    [InlineData("phones", null, "打电话", null)]
    [InlineData("email", "nobody", null, null)]
    [InlineData("email", "王 <a@b.cn>", null, null)]
    [InlineData("accounts.number", null, null, "12a4")]
    [InlineData("accounts.number", null, null, "六二二二〇〇〇〇")]
    [InlineData(null, "a@b.cn", "13800001234", "6222 0000 1111 2222")]
    public void Phones_mail_and_accounts_are_checked_where_they_are_given(string? field, string? email, string? phone, string? account)
    {
        var details = new ContactDetails("王小明", null, phone is null ? [] : [phone], email,
            account is null ? [] : [new ContactAccount("a1", account, "王小明")], 1);
        Assert.Equal(field, details.Check(ContactType.Person, ContactOrigin.Mainland, null)?.Field);
    }

    [Theory]
    [InlineData(ContactType.Person, ContactOrigin.Mainland, "11010519491231002X", null, null)]
    [InlineData(ContactType.Person, ContactOrigin.Mainland, "110105194912310021", null, "number")]
    [InlineData(ContactType.Organisation, ContactOrigin.Mainland, "91350100M000100Y43", null, null)]
    [InlineData(ContactType.Organisation, ContactOrigin.Mainland, "11010519491231002X", null, "number")]
    [InlineData(ContactType.Household, ContactOrigin.Mainland, "11010519491231002X", null, "number")]
    [InlineData(ContactType.Person, ContactOrigin.HongKong, "H0123456", null, null)]
    [InlineData(ContactType.Person, ContactOrigin.Overseas, "AB123456", "NZ", null)]
    [InlineData(ContactType.Person, ContactOrigin.Overseas, "AB123456", null, "country")]
    [InlineData(ContactType.Person, ContactOrigin.Overseas, "AB123456", "TW", "country")]
    [InlineData(ContactType.Person, ContactOrigin.Taiwan, "AB123456", "TW", "country")]
    public void Numbers_are_of_the_document_that_such_a_contact_has(
        ContactType type, ContactOrigin origin, string number, string? country, string? field) =>
        Assert.Equal(field, new ContactDetails("名字", number, [], null, [], 0).Check(type, origin, country)?.Field);

    [Fact]
    public void A_contact_never_goes_up_in_itself_whatever_lies_between()
    {
        ContactState State(string id, string? into = null) => Contact.Evolve(null, new ContactRegistered(id, ContactType.Person,
            ContactOrigin.Mainland, null, [], DonorNaming.Withheld, ContactGround.Decision, "", Day))! with { Into = into };
        Result<ContactsMerged> Merge(ContactState? state, params ContactState[] path) =>
            Contact.Merge(state, new ContactsMerged("a", path.Length == 0 ? "?" : path[0].Id, "", Day), path, "同一人", Day);

        Assert.Null(Merge(State("a"), State("b", "c"), State("c")).Refusal);
        Assert.Equal(RefusalCode.ContactMergeCycle, Merge(State("a"), State("a")).Refusal!.Code);
        Assert.Equal(RefusalCode.ContactMergeCycle, Merge(State("a"), State("b", "c"), State("c", "a"), State("a")).Refusal!.Code);
        Assert.Equal(RefusalCode.ContactMerged, Merge(State("a", "x"), State("b")).Refusal!.Code);
        Assert.Equal(RefusalCode.ContactUnknown, Merge(State("a")).Refusal!.Code);
        Assert.Equal(RefusalCode.ContactUnknown, Merge(null, State("b")).Refusal!.Code);
    }
}
