using System.Security.Cryptography;

namespace CharityLedger.EventStore.Backups;

/// <summary>
/// Counts and digests a table's text as it goes by. Each row is one line: a line break in a value is written as
/// <c>\n</c> (PostgreSQL's manual, "COPY", Text Format).
/// </summary>
internal sealed class CopyText : IDisposable
{
    /// <summary>How much is read at once.</summary>
    public const int BufferSize = 1 << 20;

    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    private long Bytes { get; set; }

    public void Add(ReadOnlySpan<byte> text)
    {
        digest.AppendData(text);
        Bytes += text.Length;
        Rows += text.Count((byte)'\n');
    }

    /// <summary>What went by, as a table's.</summary>
    public CopiedTable As(string name, IReadOnlyList<string> columns) =>
        new(name, columns, Rows, Bytes, Convert.ToHexStringLower(digest.GetHashAndReset()));

    public void Dispose() => digest.Dispose();
}
