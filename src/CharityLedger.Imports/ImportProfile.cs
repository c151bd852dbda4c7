using System.Text.Json.Serialization;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Imports;

/// <summary>
/// How one publisher writes its donation lists: a JSON file, or one built in. Only <c>name</c>, <c>headers</c> and
/// <c>dateFormats</c> must be given. A field that is not listed here is refused.
/// </summary>
public sealed partial record ImportProfile
{
    public required string Name { get; init; }

    public required ImportHeaders Headers { get; init; }

    /// <summary>.NET formats such as <c>yyyy.MM.dd</c> or <c>yyyy-MM-dd HH:mm:ss</c>, down to the day.</summary>
    public required IReadOnlyList<string> DateFormats { get; init; }

    public char DecimalSign { get; init; } = '.';

    /// <summary>Stands before every three whole digits where it is used at all; null where it never is.</summary>
    public char? GroupSign { get; init; } = ',';

    /// <summary>What may stand before or behind an amount.</summary>
    public IReadOnlyList<string> CurrencyMarks { get; init; } = ["¥", "元", "RMB", "CNY", "人民币"];

    /// <summary>Unit of amounts where the file states none; what the file states (单位：万元) goes first.</summary>
    public MoneyUnit Unit { get; init; } = MoneyUnit.Yuan;

    public RemarkUse Remarks { get; init; } = RemarkUse.Note;

    /// <summary>What the donors of this list agreed to have published (PIPL art. 25).</summary>
    public DonorNaming DonorNaming { get; init; } = DonorNaming.Masked;

    /// <summary>Text encodings of CSV files, tried in order on the whole file; a byte order mark goes first.</summary>
    public IReadOnlyList<string> Encodings { get; init; } = ["utf-8", "gb18030"];

    /// <summary>Between the fields of a CSV record.</summary>
    public char Delimiter { get; init; } = ',';
}

/// <summary>
/// Spellings of each column's header. They are compared without white space, in half-width forms and lower case, so
/// <c>捐赠(单位/姓名）</c> and <c>捐赠（单位/姓名） </c> are one spelling.
/// </summary>
public sealed record ImportHeaders
{
    public required IReadOnlyList<string> Date { get; init; }

    public required IReadOnlyList<string> Donor { get; init; }

    public required IReadOnlyList<string> Amount { get; init; }

    public IReadOnlyList<string> Remark { get; init; } = [];

    public IReadOnlyList<string> Channel { get; init; } = [];

    public IReadOnlyList<string> Phone { get; init; } = [];

    public IReadOnlyList<string> Serial { get; init; } = [];

    /// <summary>The spellings of <paramref name="field"/>.</summary>
    public IReadOnlyList<string> this[ImportField field] => field switch
    {
        ImportField.Date => Date,
        ImportField.Donor => Donor,
        ImportField.Amount => Amount,
        ImportField.Remark => Remark,
        ImportField.Channel => Channel,
        ImportField.Phone => Phone,
        _ => Serial,
    };
}

public enum MoneyUnit
{
    /// <summary>元</summary>
    [JsonStringEnumMemberName("yuan")]
    Yuan,

    /// <summary>万元</summary>
    [JsonStringEnumMemberName("ten_thousand_yuan")]
    TenThousandYuan,
}

/// <summary>What a remark means to this publisher.</summary>
public enum RemarkUse
{
    /// <summary>Kept beside the gift, without effect.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>The donor's stated purpose: a restriction on the gift's use.</summary>
    [JsonStringEnumMemberName("purpose")]
    Purpose,

    /// <summary>Not read at all.</summary>
    [JsonStringEnumMemberName("ignore")]
    Ignore,
}
