namespace CharityLedger.Server.Files;

/// <summary>
/// The content of a stored file that was checked as a whole. It lies sealed on the disk, also while it is read.
/// </summary>
public sealed class OpenedFile : Stream
{
    private readonly FileStream file;
    private readonly FileSeal seal;
    private readonly byte[] chunk = new byte[FileSeal.ChunkSize + FileSeal.TagSize];
    private readonly byte[] plain = new byte[FileSeal.ChunkSize];
    private long opened = -1;
    private long position;

    internal OpenedFile(FileStream file, FileSeal seal, FileContent content) => (this.file, this.seal, Content) = (file, seal, content);

    /// <summary>Its digest and size.</summary>
    public FileContent Content { get; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => Content.Size;

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new IOException("A position is never negative.");
    }

    public override int Read(Span<byte> buffer)
    {
        if (position >= Length || buffer.IsEmpty) return 0;
        var number = position / FileSeal.ChunkSize;
        var length = (int)Math.Min(Length - number * FileSeal.ChunkSize, FileSeal.ChunkSize);
        if (opened != number) OpenChunk(number, length);
        var at = (int)(position % FileSeal.ChunkSize);
        var count = Math.Min(buffer.Length, length - at);
        plain.AsSpan(at, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>It lies on the local disk, mostly still in memory.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            seal.Dispose();
        }

        base.Dispose(disposing);
    }

    private void OpenChunk(long number, int length)
    {
        opened = -1;
        file.Position = FileSeal.HeaderSize + number * chunk.Length;
        file.ReadExactly(chunk, 0, length + FileSeal.TagSize);
        seal.OpenChunk(number, isLast: false, chunk.AsSpan(0, length + FileSeal.TagSize), plain.AsSpan(0, length));
        opened = number;
    }
}
