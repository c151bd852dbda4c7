using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CharityLedger.Imports.Tests.Writing;

namespace CharityLedger.Imports.Tests;

public sealed class WorkbookRefusalTests
{
    private static readonly object?[][] Rows =
    [
        [.. Lists.Header],
        .. Enumerable.Range(1, 200).Select(i => new object?[] { "2026-05-04", $"王{i}", (double)i, "谢谢" }),
    ];

    [Fact]
    public void A_binary_workbook_beyond_its_own_limit_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (var sparse = File.Create(folder.Path("huge.xls")))
        {
            sparse.Write(XlsWriter.Write(("一", Rows)));
            sparse.SetLength(ImportLimits.BinaryWorkbookBytes + 1);
        }
        Assert.Equal(ImportFileCode.FileTooLarge, Assert.Throws<ImportFileException>(
            () => DonationListReader.Open(folder.Path("huge.xls"), Lists.Profile, Lists.Today)).Code);
    }

    [Fact]
    public void Random_bytes_behind_a_workbooks_mark_are_no_workbook()
    {
        byte[][] marks = [[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [(byte)'P', (byte)'K', 3, 4]];
        for (var seed = 0; seed < 50; seed++)
        {
            foreach (var mark in marks)
                Assert.Contains(
                    Lists.RefusalOf([.. mark, .. Lists.Noise(seed, 4096)]),
                    (string[])[ImportFileCode.FileUnreadable, ImportFileCode.FileTruncated]);
        }
    }

    [Fact]
    public void A_workbook_cut_off_anywhere_is_refused()
    {
        foreach (var bytes in Workbooks)
        {
            Assert.Equal(200, Lists.ReadBytes(bytes).Count);
            for (var length = 8; length < bytes.Length; length += 211)
                Assert.Equal(ImportFileCode.FileTruncated, Lists.RefusalOf(bytes[..length]));
            Assert.Equal(ImportFileCode.FileTruncated, Lists.RefusalOf(bytes[..^1]));
        }
    }

    [Fact]
    public void A_damaged_workbook_never_ends_in_another_failure_than_ours()
    {
        var random = new Random(7);
        foreach (var bytes in Workbooks)
        {
            for (var round = 0; round < 100; round++)
            {
                var damaged = (byte[])bytes.Clone();
                for (var i = 0; i < 4; i++)
                    damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
                // Anything but an ImportFileException fails the test; what can still be read is read.
                var outcome = Record.Exception(() => Lists.ReadBytes(damaged));
                Assert.True(outcome is null or ImportFileException, outcome?.ToString());
            }
        }
    }

    [Fact]
    public void A_workbook_with_a_password_is_refused() => Assert.Equal(
        ImportFileCode.FilePasswordProtected, Lists.RefusalOf(XlsWriter.WriteEncrypted(("一", Rows))));

    [Fact]
    public void An_archive_that_is_no_workbook_is_refused()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("list.csv").Open())
            entry.Write("日期,姓名,金额"u8);
        Assert.Equal(ImportFileCode.FileUnreadable, Lists.RefusalOf(file.ToArray()));
    }

    [Fact]
    public void A_package_that_unpacks_beyond_the_limit_is_refused()
    {
        Assert.Equal(
            ImportFileCode.FileTooLarge,
            Lists.RefusalOf(Package("xl/worksheets/huge.xml", ImportLimits.UnpackedBytes)));
        Assert.Equal(
            ImportFileCode.FileTooLarge,
            Lists.RefusalOf(Package("xl/sharedStrings.xml", ImportLimits.SharedStringBytes + 1)));
    }

    /// <summary>The directory's length is what counts: reading stops there, so the sheet ends inside its XML.</summary>
    [Fact]
    public void A_package_that_lies_about_its_length_is_not_unpacked_further()
    {
        var bytes = XlsxWriter.Write(("一", Rows));
        var at = DirectoryEntry(bytes, "sheet1.xml"u8);
        Assert.True(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 24)) > 5000);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 24), 1000);
        Assert.Equal(ImportFileCode.FileUnreadable, Lists.RefusalOf(bytes));
    }

    private static byte[][] Workbooks =>
        [XlsWriter.Write(("一", Rows)), XlsWriter.WriteTablesLast(("一", Rows)), XlsxWriter.Write(("一", Rows))];

    /// <summary>A small workbook whose directory announces one more part of that length.</summary>
    private static byte[] Package(string part, long length)
    {
        using var file = new MemoryStream();
        file.Write(XlsxWriter.Write(("一", Rows)));
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        using (var entry = zip.CreateEntry(part).Open())
            entry.Write("x"u8);
        var bytes = file.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(
            bytes.AsSpan(DirectoryEntry(bytes, Encoding.ASCII.GetBytes(part)) + 24), (uint)length);
        return bytes;
    }

    /// <summary>Offset of the directory entry whose name ends so (APPNOTE 4.3.12: the length stands at 24).</summary>
    private static int DirectoryEntry(byte[] zip, ReadOnlySpan<byte> nameEnd)
    {
        for (var at = 0; ; at++)
        {
            at += zip.AsSpan(at).IndexOf("PK\u0001\u0002"u8);
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + 28));
            if (zip.AsSpan(at + 46, nameLength).EndsWith(nameEnd))
                return at;
        }
    }
}
