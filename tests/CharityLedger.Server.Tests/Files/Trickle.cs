namespace CharityLedger.Server.Tests.Files;

/// <summary>Bytes that come a few at a time, as from a network, and perhaps break off half-way.</summary>
internal sealed class Trickle(byte[] bytes, bool breaksOff = false) : MemoryStream(bytes)
{
    /// <summary>All other ways to read end here.</summary>
    public override int Read(byte[] buffer, int offset, int count) => breaksOff && Position >= Length / 2
        ? throw new IOException("The line went dead.")
        : base.Read(buffer, offset, Math.Min(count, 7_919));
}
