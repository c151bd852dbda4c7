using System.Text;

namespace CharityLedger.Imports.Tests.Writing;

/// <summary>
/// Writes the least .xls that a spreadsheet program opens: BIFF8 records ([MS-XLS] 2.3, 2.4) in a compound file
/// ([MS-CFB] 2.2 to 2.6). Cells are null, string, double, DateOnly or <see cref="CellErrorValue"/>.
/// </summary>
internal static class XlsWriter
{
    private const int SectorBytes = 512;
    private const uint EndOfChain = 0xFFFFFFFE;
    private const uint FatSector = 0xFFFFFFFD;
    private const uint Free = 0xFFFFFFFF;

    public static byte[] Write(params (string Name, object?[][] Rows)[] sheets) =>
        InCompoundFile(Workbook(encrypted: false, sheets), tablesFirst: true);

    public static byte[] WriteTablesLast(params (string Name, object?[][] Rows)[] sheets) =>
        InCompoundFile(Workbook(encrypted: false, sheets), tablesFirst: false);

    public static byte[] WriteEncrypted(params (string Name, object?[][] Rows)[] sheets) =>
        InCompoundFile(Workbook(encrypted: true, sheets), tablesFirst: true);

    private static byte[] Workbook(bool encrypted, (string Name, object?[][] Rows)[] sheets)
    {
        using var stream = new MemoryStream();
        using var records = new BinaryWriter(stream, Encoding.Unicode);
        Record(records, 0x0809, w => Shorts(w, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0, 6, 0));
        if (encrypted)
            Record(records, 0x002F, w =>
            {
                Shorts(w, 1, 1, 1);
                w.Write(Enumerable.Range(0, 48).Select(i => (byte)i).ToArray());
            });
        Record(records, 0x0042, w => Shorts(w, 1200));
        Record(records, 0x00E0, w => Shorts(w, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        Record(records, 0x00E0, w => Shorts(w, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0));
        var positions = new List<long>();
        foreach (var (name, _) in sheets)
        {
            positions.Add(stream.Position + 4);
            Record(records, 0x0085, w =>
            {
                Shorts(w, 0, 0, 0);
                w.Write((byte)name.Length);
                w.Write((byte)1);
                w.Write(name.ToCharArray());
            });
        }
        Record(records, 0x000A, _ => { });
        for (var sheet = 0; sheet < sheets.Length; sheet++)
        {
            var start = stream.Position;
            stream.Position = positions[sheet];
            records.Write((uint)start);
            stream.Position = start;
            Sheet(records, sheets[sheet].Rows);
        }
        return stream.ToArray();
    }

    private static void Sheet(BinaryWriter records, object?[][] rows)
    {
        Record(records, 0x0809, w => Shorts(w, 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0, 6, 0));
        Record(records, 0x0200, w =>
        {
            Shorts(w, 0, 0, rows.Length & 0xFFFF, rows.Length >> 16);
            Shorts(w, 0, rows.Select(row => row.Length).DefaultIfEmpty().Max(), 0);
        });
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < rows[row].Length; column++)
                Cell(records, row, column, rows[row][column]);
        }
        Record(records, 0x000A, _ => { });
    }

    private static void Cell(BinaryWriter records, int row, int column, object? value)
    {
        switch (value)
        {
            case string text:
                Record(records, 0x0204, w =>
                {
                    Shorts(w, row, column, 0, text.Length);
                    w.Write((byte)1);
                    foreach (var unit in text)
                        w.Write((ushort)unit);
                });
                break;
            case double or DateOnly:
                Record(records, 0x0203, w =>
                {
                    Shorts(w, row, column, value is DateOnly ? 1 : 0);
                    w.Write(value is DateOnly date ? date.ToDateTime(default).ToOADate() : (double)value);
                });
                break;
            case CellErrorValue:
                Record(records, 0x0205, w => Shorts(w, row, column, 0, 0x012A));
                break;
        }
    }

    private static void Record(BinaryWriter records, int id, Action<BinaryWriter> body)
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, Encoding.Unicode, leaveOpen: true))
            body(writer);
        Shorts(records, id, (int)buffer.Length);
        records.Write(buffer.ToArray());
    }

    private static void Shorts(BinaryWriter writer, params int[] values)
    {
        foreach (var value in values)
            writer.Write((ushort)value);
    }

    /// <summary>
    /// Writers differ in where they put the allocation table and the directory, and in what they fill the table's
    /// unused end with: before the stream and with end marks, or behind it and with free marks.
    /// </summary>
    private static byte[] InCompoundFile(byte[] content, bool tablesFirst)
    {
        var length = Math.Max(content.Length, 4096);
        var streamSectors = (length + SectorBytes - 1) / SectorBytes;
        var fatSectors = 1;
        while (fatSectors * (SectorBytes / 4) < streamSectors + 1 + fatSectors)
            fatSectors++;
        var streamAt = tablesFirst ? fatSectors + 1 : 0;
        var fatAt = tablesFirst ? 0 : streamSectors;
        var directoryAt = fatAt + fatSectors;
        var fat = Enumerable.Repeat(tablesFirst ? EndOfChain : Free, fatSectors * (SectorBytes / 4)).ToArray();
        Array.Fill(fat, FatSector, fatAt, fatSectors);
        fat[directoryAt] = EndOfChain;
        for (var i = 0; i < streamSectors; i++)
            fat[streamAt + i] = i < streamSectors - 1 ? (uint)(streamAt + i + 1) : EndOfChain;

        using var file = new MemoryStream();
        using var w = new BinaryWriter(file, Encoding.Unicode);
        w.Write(0xE11AB1A1E011CFD0);
        w.Write(new byte[16]);
        Shorts(w, 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0);
        foreach (var number in (uint[])[0, (uint)fatSectors, (uint)directoryAt, 0, 4096, EndOfChain, 0, EndOfChain, 0])
            w.Write(number);
        for (var i = 0; i < 109; i++)
            w.Write(i < fatSectors ? (uint)(fatAt + i) : Free);
        if (!tablesFirst)
            Stream();
        foreach (var entry in fat)
            w.Write(entry);
        Entry(w, "Root Entry", type: 5, child: 1, EndOfChain, 0);
        Entry(w, "Workbook", type: 2, Free, (uint)streamAt, (uint)length);
        w.Write(new byte[SectorBytes - 2 * 128]);
        if (tablesFirst)
            Stream();
        return file.ToArray();

        void Stream()
        {
            w.Write(content);
            w.Write(new byte[streamSectors * SectorBytes - content.Length]);
        }
    }

    private static void Entry(BinaryWriter w, string name, byte type, uint child, uint start, uint length)
    {
        w.Write(Encoding.Unicode.GetBytes(name.PadRight(32, '\0')));
        Shorts(w, (name.Length + 1) * 2);
        w.Write(type);
        w.Write((byte)1);
        w.Write(Free);
        w.Write(Free);
        w.Write(child);
        w.Write(new byte[36]);
        w.Write(start);
        w.Write((ulong)length);
    }
}

/// <summary>A cell that shows #N/A.</summary>
internal sealed record CellErrorValue;
