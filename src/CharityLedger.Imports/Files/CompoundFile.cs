using System.Buffers.Binary;

namespace CharityLedger.Imports.Files;

/// <summary>
/// The container of .xls files ([MS-CFB]: 2.2 header, 2.3 FAT, 2.5 DIFAT, 2.6 directory): only as much of it as tells a
/// whole file from one that was cut off. The spreadsheet reader would take the missing end for the end of the rows.
/// </summary>
internal sealed class CompoundFile
{
    private const int HeaderBytes = 512;
    private const int EntryBytes = 128;
    private const uint HighestSector = 0xFFFFFFFA;

    private readonly Stream stream;
    private readonly byte[] header = new byte[HeaderBytes];
    private readonly int sectorBytes;
    private readonly long sectors;

    private CompoundFile(Stream stream)
    {
        this.stream = stream;
        stream.Position = 0;
        stream.ReadExactly(header);
        sectorBytes = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30)) == 12 ? 4096 : 512;
        sectors = stream.Length / sectorBytes - 1;
    }

    /// <summary>True if the file refers to a sector that it doesn't hold.</summary>
    public static bool IsTruncated(Stream stream) =>
        stream.Length < HeaderBytes || new CompoundFile(stream).RefersBeyondEnd();

    /// <summary>
    /// Looks at everything that refers to a sector. What the FAT says about sectors beyond the end is no reference:
    /// some writers fill its last sector with end marks.
    /// </summary>
    private bool RefersBeyondEnd()
    {
        var fat = new List<uint>();
        foreach (var location in FatLocations())
        {
            if (IsBeyond(location))
                return true;
            fat.AddRange(ReadSector(location));
            if (fat.Count > sectors + 2 * sectorBytes)
                throw new ImportFileException(
                    ImportFileCode.FileUnreadable, "The .xls file's allocation table is larger than the file.");
        }
        return fat.Any(IsBeyond) || IsBeyond(HeaderUInt(48)) || IsBeyond(HeaderUInt(60)) || DirectoryRefersBeyond(fat);
    }

    private bool DirectoryRefersBeyond(List<uint> fat)
    {
        var visited = 0L;
        for (var at = HeaderUInt(48); at <= HighestSector && visited++ <= sectors; at = fat[(int)at])
        {
            var entries = ReadSector(at);
            for (var entry = 0; entry < sectorBytes / EntryBytes; entry++)
            {
                var first = entry * EntryBytes / 4;
                var isStored = (entries[first + 16] >> 16 & 0xFF) is 2 or 5 && entries[first + 30] > 0;
                if (isStored && IsBeyond(entries[first + 29]))
                    return true;
            }
            if (at >= fat.Count)
                return true;
        }
        return false;
    }

    private IEnumerable<uint> FatLocations()
    {
        for (var offset = 76; offset < HeaderBytes; offset += 4)
        {
            if (HeaderUInt(offset) is <= HighestSector and var location)
                yield return location;
        }
        // Large files go on in sectors of their own, chained by their last number.
        var visited = 0L;
        for (var next = HeaderUInt(68); next <= HighestSector && visited++ <= sectors;)
        {
            if (IsBeyond(next))
            {
                yield return next;
                yield break;
            }
            var numbers = ReadSector(next);
            foreach (var location in numbers[..^1].Where(number => number <= HighestSector))
                yield return location;
            next = numbers[^1];
        }
    }

    private bool IsBeyond(uint sector) => sector <= HighestSector && sector >= sectors;

    private uint[] ReadSector(uint number)
    {
        var bytes = new byte[sectorBytes];
        stream.Position = (number + 1L) * sectorBytes;
        stream.ReadExactly(bytes);
        var numbers = new uint[sectorBytes / 4];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * 4));
        return numbers;
    }

    private uint HeaderUInt(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(offset));
}
