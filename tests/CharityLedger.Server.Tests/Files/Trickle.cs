namespace CharityLedger.Server.Tests.Files;

/// <summary>Bytes that come a few at a time, as from a network, and perhaps break off half-way.</summary>
internal sealed class Trickle(byte[] bytes, bool breaksOff = false) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) => breaksOff && Position >= Length / 2
        ? throw new IOException("The line went dead.")
        : base.Read(buffer[..Math.Min(buffer.Length, 7_919)]);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        var buffer = new byte[bufferSize];
        for (int read; (read = Read(buffer)) > 0;) await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
    }
}
