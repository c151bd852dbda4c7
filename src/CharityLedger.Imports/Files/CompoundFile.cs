using System.Buffers.Binary;

namespace CharityLedger.Imports.Files;

/// <summary>
/// The container of .xls files, MS-CFB ([MS-CFB] 2.2 header, 2.3 FAT, 2.5 DIFAT): only as much of it as tells a whole
/// file from one that was cut off. The spreadsheet reader would take the missing end for the end of the rows.
/// </summary>
internal static class CompoundFile
{
    private const int HeaderBytes = 512;
    private const int FatSectorsInHeader = 109;
    private const uint HighestSector = 0xFFFFFFFA;
    private const uint Free = 0xFFFFFFFF;

    /// <summary>True if a sector that the file allocates lies beyond its end.</summary>
    public static bool IsTruncated(Stream stream)
    {
        var header = new byte[HeaderBytes];
        stream.Position = 0;
        if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            return true;
        var sectorBytes = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30)) == 12 ? 4096 : 512;
        var sectors = stream.Length / sectorBytes - 1;
        var fatSectors = 0L;
        var sector = new byte[sectorBytes];
        foreach (var location in FatLocations(stream, header, sectorBytes))
        {
            if (!ReadSector(stream, location, sector))
                return true;
            var first = fatSectors++ * (sectorBytes / 4);
            for (var i = 0; i < sectorBytes / 4; i++)
            {
                if (first + i >= sectors && UInt(sector, i) != Free)
                    return true;
            }
        }
        return false;
    }

    private static IEnumerable<uint> FatLocations(Stream stream, byte[] header, int sectorBytes)
    {
        for (var i = 0; i < FatSectorsInHeader; i++)
        {
            if (UInt(header, 19 + i) is <= HighestSector and var location)
                yield return location;
        }
        // Large files continue the table in sectors of their own; their number is bounded by the file's length.
        var next = UInt(header, 17);
        var difat = new byte[sectorBytes];
        for (var left = stream.Length / sectorBytes; next <= HighestSector && left > 0; left--)
        {
            if (!ReadSector(stream, next, difat))
            {
                yield return next;
                yield break;
            }
            for (var i = 0; i < sectorBytes / 4 - 1; i++)
            {
                if (UInt(difat, i) is <= HighestSector and var location)
                    yield return location;
            }
            next = UInt(difat, sectorBytes / 4 - 1);
        }
    }

    private static bool ReadSector(Stream stream, uint number, byte[] sector)
    {
        var offset = (number + 1L) * sector.Length;
        if (offset + sector.Length > stream.Length)
            return false;
        stream.Position = offset;
        stream.ReadExactly(sector);
        return true;
    }

    private static uint UInt(byte[] bytes, int index) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(index * 4));
}
