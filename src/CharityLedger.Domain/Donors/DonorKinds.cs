using System.Buffers;
using System.Text;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Donors;

/// <summary>Tells the kind of a donor by the name as stated: <c>DonorKind.Of(name)</c>.</summary>
public static class DonorKinds
{
    private static readonly SearchValues<string> AnonymousWords = SearchValues.Create(
        ["匿名", "不留名", "未留名", "不具名", "未署名", "不署名", "隐名", "无名氏", "佚名", "不愿透露", "不便透露", "anonymous"],
        StringComparison.Ordinal);

    private static readonly string[] AnonymousNames =
        ["无名", "无", "爱心人士", "爱心网友", "爱心市民", "爱心群众", "热心人士", "热心市民", "热心群众", "热心网友", "好心人", "anon", "none", "n/a"];

    /// <summary>Endings that no person's name has, if two characters or more stand before them.</summary>
    private static readonly string[] OrganisationEndings =
    [
        "公司", "集团", "企业", "合伙", "商行", "银行", "支行", "分行", "农行", "工行", "大学", "学院", "学校", "中学", "小学",
        "高中", "幼儿园", "医院", "卫生院", "诊所", "研究院", "研究所", "事务所", "中心", "工作室", "协会", "学会", "商会",
        "工会", "妇联", "基金会", "委员会", "联合会", "慈善会", "总会", "党委", "党支部", "办事处", "代表处", "街道办", "政府",
        "法院", "检察院", "合作社", "出版社", "书店", "酒店", "饭店", "药店", "工厂", "俱乐部", "加油站",
    ];

    /// <summary>
    /// A person's given name may end so (王志行); five characters and more are no person's name in Chinese, apart from
    /// transcribed ones, which carry a dot.
    /// </summary>
    private static readonly SearchValues<char> ShortEndings = SearchValues.Create("厂店部行社局处所院会寺队");

    private const int ShortestWithShortEnding = 5;

    private static readonly string[] LatinEndings =
    [
        "inc", "inc.", "ltd", "ltd.", "limited", "llc", "llp", "plc", "corp", "corp.", "corporation", "co.", "company",
        "gmbh", "foundation", "university", "college", "school", "hospital", "association", "society", "institute",
        "group", "bank", "trust",
    ];

    /// <summary>Someone acting for another, or several donors: then a person's name may be inside.</summary>
    private static readonly SearchValues<string> GoBetween = SearchValues.Create(
        [
            "转", "代", "经", "收", "和", "与", "及", "、", "，", ",", "；", ";", "/", "+", "·", "捐", "委托", "受托", "替", "给",
            "先生", "女士", "同学", "老师", "爱心", "家属", "夫妇", "全家", "一家", "c/o", " by ", " for ", " and ", "behalf",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Words of business that hold one of the characters above and mean nothing of the kind.</summary>
    private static readonly string[] Harmless =
    [
        "经营", "经济", "经贸", "经销", "经纪", "经典", "财经", "时代", "现代", "当代", "近代", "世代", "代表处", "代理",
        "转化", "周转", "收藏", "收购", "回收", "和平", "和谐", "和田", "和县", "共和", "仁和", "人和", "祥和", "家和", "普及", "给水",
        "co., ",
    ];

    private static readonly string[] LegalForms =
        ["（有限合伙）", "(有限合伙)", "（普通合伙）", "(普通合伙)", "（特殊普通合伙）", "(特殊普通合伙)"];

    extension(DonorKind)
    {
        /// <summary>
        /// <see cref="DonorKind.Organisation"/> only where the name ends in an organisation's word and hints at no one
        /// else; when in doubt <see cref="DonorKind.Person"/>, because persons are masked.
        /// </summary>
        public static DonorKind Of(string name)
        {
            var plain = name.Trim().ToLowerInvariant();
            if (!plain.Any(char.IsLetterOrDigit) || AnonymousNames.Contains(plain)
                || plain.AsSpan().ContainsAny(AnonymousWords))
                return DonorKind.Anonymous;
            return IsOrganisation(plain) ? DonorKind.Organisation : DonorKind.Person;
        }
    }

    private static bool IsOrganisation(string plain)
    {
        foreach (var form in LegalForms)
        {
            if (plain.EndsWith(form, StringComparison.Ordinal))
                plain = plain[..^form.Length];
        }
        return (Ascii.IsValid(plain) ? EndsInLatinWord(plain) : EndsInChineseWord(plain)) && !HintsAtSomeoneElse(plain);
    }

    private static bool HintsAtSomeoneElse(string plain)
    {
        foreach (var word in Harmless)
            plain = plain.Replace(word, "", StringComparison.Ordinal);
        return plain.AsSpan().ContainsAny(GoBetween);
    }

    private static bool EndsInChineseWord(string plain)
    {
        if (plain.Any(char.IsWhiteSpace))
            return false;
        if (plain.Length >= ShortestWithShortEnding && ShortEndings.Contains(plain[^1]))
            return true;
        foreach (var word in OrganisationEndings)
        {
            if (plain.Length >= word.Length + 2 && plain.EndsWith(word, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static bool EndsInLatinWord(string plain) =>
        plain.LastIndexOf(' ') is > 0 and var space && LatinEndings.Contains(plain[(space + 1)..]);
}
