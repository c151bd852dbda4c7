using System.IO.Compression;
using System.Security.Cryptography;

namespace CharityLedger.Imports.Files;

/// <summary>Opens a donation list by what it is, not by what it is called, and refuses what is none.</summary>
internal static class ListFile
{
    private static ReadOnlySpan<byte> CompoundMark => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    private static ReadOnlySpan<byte> ZipMark => "PK\u0003\u0004"u8;

    /// <summary>The file's bytes, closed to writers while they are read.</summary>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImportFileException(ImportFileCode.FileNotFound, $"There is no file \"{path}\".", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ImportFileException(ImportFileCode.FileUnreadable, $"\"{path}\" can't be read: {e.Message}", e);
        }
    }

    /// <summary>Refuses a file without bytes, or with too many.</summary>
    public static void CheckLength(Stream stream)
    {
        if (stream.Length == 0) throw new ImportFileException(ImportFileCode.FileEmpty, "The file is empty.");
        if (stream.Length > ImportLimits.FileBytes)
            throw TooLarge($"The file has {stream.Length} bytes; at most {ImportLimits.FileBytes} are read.");
    }

    /// <summary>SHA-256 of the bytes, in lower-case hex.</summary>
    public static string Digest(Stream stream)
    {
        stream.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The table that the bytes hold. It disposes of the stream.</summary>
    public static Table Read(Stream stream, string name, ImportProfile profile)
    {
        Span<byte> start = stackalloc byte[8];
        stream.Position = 0;
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.StartsWith(CompoundMark))
            return ReadBinary(stream);
        if (start.StartsWith(ZipMark))
            return ReadPackage(stream);
        var encoding = DetectText(stream, name, profile);
        return new CsvTable(stream, encoding, profile.Delimiter);
    }

    private static WorkbookTable ReadBinary(Stream stream)
    {
        if (stream.Length > ImportLimits.BinaryWorkbookBytes)
            throw TooLarge($"An .xls of {stream.Length} bytes; at most {ImportLimits.BinaryWorkbookBytes} are read.");
        if (CompoundFile.IsTruncated(stream))
            throw new ImportFileException(
                ImportFileCode.FileTruncated, "The .xls file ends before what it announces: it was cut off.");
        return new WorkbookTable(stream);
    }

    /// <summary>A zip's directory states lengths that bind: reading stops there, whatever the data hold.</summary>
    private static WorkbookTable ReadPackage(Stream stream)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var unpacked = zip.Entries.Sum(entry => entry.Length);
            var strings = zip.Entries.Where(IsSharedStrings).Sum(entry => entry.Length);
            if (unpacked > ImportLimits.UnpackedBytes || strings > ImportLimits.SharedStringBytes)
                throw TooLarge(
                    $"The .xlsx unpacks to {unpacked} bytes, {strings} of them shared strings; at most "
                    + $"{ImportLimits.UnpackedBytes} and {ImportLimits.SharedStringBytes} are read.");
        }
        catch (InvalidDataException e)
        {
            throw new ImportFileException(
                ImportFileCode.FileTruncated, "The .xlsx file lacks its end: it was cut off or is damaged.", e);
        }
        return new WorkbookTable(stream);
    }

    private static System.Text.Encoding DetectText(Stream stream, string name, ImportProfile profile)
    {
        try
        {
            return TextEncoding.Detect(stream, profile.Encodings);
        }
        catch (ImportFileException e) when (e.Code == ImportFileCode.EncodingInvalid && !LooksLikeText(stream, name))
        {
            throw new ImportFileException(
                ImportFileCode.FileUnreadable, "The file is neither an .xls nor an .xlsx workbook, nor text.", e);
        }
    }

    /// <summary>Text has no zero bytes; and what calls itself a workbook but isn't was not meant as text.</summary>
    private static bool LooksLikeText(Stream stream, string name)
    {
        var start = new byte[4096];
        stream.Position = 0;
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return !start.AsSpan(0, read).Contains((byte)0)
            && !Path.GetExtension(name).StartsWith(".xls", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSharedStrings(ZipArchiveEntry entry) =>
        entry.FullName.Contains("sharedStrings", StringComparison.OrdinalIgnoreCase);

    private static ImportFileException TooLarge(string message) => new(ImportFileCode.FileTooLarge, message);
}
