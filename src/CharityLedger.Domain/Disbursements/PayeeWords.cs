using System.Buffers;
using System.Text.RegularExpressions;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donors;

namespace CharityLedger.Domain.Disbursements;

/// <summary>
/// Which payees the public may read. Who is helped is never identified without having agreed (慈善法 on disclosure; PIPL): only
/// organisations, and groups of people in general words, are shown as they were written.
/// </summary>
public static partial class PayeeWords
{
    /// <summary>A place or public body ends so; five characters and more, without a dot, are no Chinese person's name.</summary>
    private static readonly SearchValues<char> BodyEndings = SearchValues.Create("站堂馆园校村镇乡县区市街团班组");

    private const int ShortestBody = 5;

    /// <summary>Whether a payee names an organisation, a group in general words, or nobody; when in doubt it doesn't.</summary>
    public static bool MayBeShown(string payee)
    {
        var plain = payee.Trim();
        if (DonorKind.Of(plain) == DonorKind.Organisation || General().IsMatch(plain)) return true;
        if (plain.AsSpan().ContainsAny(Several)) return false;
        // 某 is “a certain”, and no surname.
        return (plain.StartsWith('某') && plain.Length > 1) || (plain.Length >= ShortestBody && BodyEndings.Contains(plain[^1]));
    }

    private static readonly SearchValues<char> Several = SearchValues.Create(" 、，,；;/+·和与及等代转收");

    /// <summary>A place or none, what they need, who they are, and how many: 河湾镇困难家庭（23户）.</summary>
    [GeneratedRegex("""
        \A([^\s、，,；;/+·和与及等代转收]{1,12}(省|市|区|县|旗|镇|乡|村|街道|社区))?
        (困难|贫困|特困|低保|低收入|受灾|孤寡|独居|失能|残疾|留守|流动|患病|重病|大病|临时遇困|先心病)+
        (家庭|群众|儿童|老人|老年人|妇女|学生|青少年|患者|居民|村民|职工|教师|人员|人士|人群|户)
        ([（(]\d[\d,]*(户|人|名|位|人次)[）)])?\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex General();
}
