namespace CharityLedger.Imports;

/// <summary>
/// A whole file (a donation list or a profile) can't be used. Opening a list finds this out before its first row, save
/// for damage further down in a workbook and for the top of a later sheet.
/// </summary>
public sealed class ImportFileException(string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>One of <see cref="ImportFileCode"/>; stable, for programs.</summary>
    public string Code { get; } = code;
}

/// <summary>Why a file was refused as a whole.</summary>
public static class ImportFileCode
{
    public const string FileNotFound = "file_not_found";

    /// <summary>Larger than <see cref="ImportLimits"/> allow, packed or unpacked.</summary>
    public const string FileTooLarge = "file_too_large";

    public const string FileEmpty = "file_empty";

    /// <summary>No spreadsheet and no text, a damaged one, or the disk refused to read it.</summary>
    public const string FileUnreadable = "file_unreadable";

    /// <summary>The file ends before what it announces.</summary>
    public const string FileTruncated = "file_truncated";

    public const string FilePasswordProtected = "file_password_protected";

    /// <summary>Text in none of the profile's encodings.</summary>
    public const string EncodingInvalid = "encoding_invalid";

    public const string HeaderNotFound = "header_not_found";

    /// <summary>A header is there but lacks a column that every gift needs.</summary>
    public const string HeaderMissingColumn = "header_missing_column";

    /// <summary>Two columns claim to be the same field.</summary>
    public const string HeaderDuplicateColumn = "header_duplicate_column";

    /// <summary>The file states a unit (单位) other than yuan (元) and ten thousand yuan (万元).</summary>
    public const string UnitUnknown = "unit_unknown";

    /// <summary>The file states two different units.</summary>
    public const string UnitConflict = "unit_conflict";

    public const string ProfileNotFound = "profile_not_found";

    public const string ProfileInvalid = "profile_invalid";
}
