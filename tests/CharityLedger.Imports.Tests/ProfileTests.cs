using System.Text;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Imports.Tests;

public sealed class ProfileTests
{
    private const string Headers = """ "headers": {"date": ["日期"], "donor": ["姓名"], "amount": ["金额"]} """;

    private const string Start = $$"""{"name": "x", {{Formats}}, "headers": {"date": """;

    private const string Formats = """ "dateFormats": ["yyyy-MM-dd"] """;

    [Fact]
    public async Task The_built_in_profile_is_found_by_its_name()
    {
        Assert.Contains("hubei-red-cross-2020", ImportProfile.BuiltIn);
        var profile = await ImportProfile.LoadAsync("hubei-red-cross-2020", TestContext.Current.CancellationToken);
        Assert.Equal("hubei-red-cross-2020", profile.Name);
        Assert.Equal(RemarkUse.Note, profile.Remarks);
        Assert.Equal(DonorNaming.Masked, profile.DonorNaming);
    }

    [Fact]
    public async Task A_file_states_what_differs_from_the_defaults()
    {
        var profile = await Load($$"""
            {
              "name": "own", {{Formats}}, "decimalSign": ",", "groupSign": null, "unit": "ten_thousand_yuan",
              "remarks": "purpose", "donorNaming": "withheld", "encodings": ["big5"], "delimiter": ";",
              "headers": {"date": ["日期"], "donor": ["姓名"], "amount": ["金额"], "remark": ["备注"], "phone": ["电话"]}
            }
            """);
        Assert.Equal((',', null, ';'), (profile.DecimalSign, profile.GroupSign, profile.Delimiter));
        Assert.Equal(MoneyUnit.TenThousandYuan, profile.Unit);
        Assert.Equal((RemarkUse.Purpose, DonorNaming.Withheld), (profile.Remarks, profile.DonorNaming));
        Assert.Equal(["备注"], profile.Headers[ImportField.Remark]);
        Assert.Empty(profile.Headers[ImportField.Channel]);
    }

    [Theory]
    [InlineData("not JSON", "invalid")]
    [InlineData("null", "null")]
    [InlineData("[]", "ImportProfile")]
    [InlineData($$"""{"name": "x", {{Headers}}}""", "dateFormats")]
    [InlineData($$"""{"name": "x", {{Formats}}}""", "headers")]
    [InlineData($$"""{"name": null, {{Headers}}, {{Formats}}}""", "name")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "decimalPoint": "."}""", "decimalPoint")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "Remarks": "note"}""", "Remarks")]
    [InlineData($$"""{"name": "x", "name": "y", {{Headers}}, {{Formats}}}""", "name")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "unit": "dollar"}""", "unit")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "unit": 1}""", "unit")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "decimalSign": ","}""", "decimalSign")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "decimalSign": "5"}""", "digits")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "groupSign": ""}""", "groupSign")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "delimiter": "\""}""", "delimiter")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "delimiter": "，"}""", "delimiter")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "encodings": ["utf-16"]}""", "utf-16")]
    [InlineData($$"""{"name": "x", {{Headers}}, {{Formats}}, "encodings": ["klingon"]}""", "klingon")]
    [InlineData($$"""{"name": "x", {{Headers}}, "dateFormats": ["yyyy-MM"]}""", "yyyy-MM")]
    [InlineData($$"""{"name": "x", {{Headers}}, "dateFormats": ["%"]}""", "%")]
    [InlineData($$"""{"name": "x", {{Headers}}, "dateFormats": []}""", "dateFormats")]
    [InlineData($$"""{"name": "x", {{Headers}}, "dateFormats": [null]}""", "dateFormats")]
    [InlineData(Start + """[], "donor": ["姓名"], "amount": ["金额"]} }""", "date")]
    [InlineData(Start + """["a"], "donor": ["b"], "amount": [null]} }""", "amount")]
    [InlineData(Start + """["a"], "donor": ["b"], "amount": ["Ａ "]} }""", "amount")]
    public async Task A_profile_that_is_not_right_is_refused_by_the_name_of_the_field(string json, string named)
    {
        var refusal = await Assert.ThrowsAsync<ImportFileException>(() => Load(json));
        Assert.Equal(ImportFileCode.ProfileInvalid, refusal.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_nested_ten_thousand_deep_is_refused()
    {
        var json = $$"""{"name": {{new string('[', 10_000)}}{{new string(']', 10_000)}}}""";
        var refusal = await Assert.ThrowsAsync<ImportFileException>(() => Load(json));
        Assert.Equal(ImportFileCode.ProfileInvalid, refusal.Code);
    }

    [Fact]
    public async Task A_huge_profile_is_refused_unread()
    {
        using var folder = new TemporaryFolder();
        using (var sparse = File.Create(folder.Path("huge.json")))
            sparse.SetLength(2L << 30);
        var refusal = await Assert.ThrowsAsync<ImportFileException>(() =>
            ImportProfile.LoadAsync(folder.Path("huge.json"), TestContext.Current.CancellationToken));
        Assert.Equal(ImportFileCode.ProfileInvalid, refusal.Code);
    }

    [Theory]
    [InlineData("no-such-profile")]
    [InlineData("/no/such/profile.json")]
    [InlineData("/")]
    [InlineData("")]
    public async Task An_unknown_profile_is_refused_with_the_names_of_those_built_in(string name)
    {
        var refusal = await Assert.ThrowsAsync<ImportFileException>(() =>
            ImportProfile.LoadAsync(name, TestContext.Current.CancellationToken));
        Assert.Equal(ImportFileCode.ProfileNotFound, refusal.Code);
        Assert.Contains("hubei-red-cross-2020", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<ImportProfile> Load(string json)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("profile.json", Encoding.UTF8.GetBytes(json));
        return await ImportProfile.LoadAsync(path, TestContext.Current.CancellationToken);
    }
}
