using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Failing;

/// <summary>
/// A wire between an appender and PostgreSQL that a test can cut: the server gets everything that was sent, and its
/// answer
/// gets lost, as when a network or a host goes away.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly UnixDomainSocketEndPoint server;
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;
    private int answersBeforeCut = int.MaxValue;
    private int cuts;
    private bool isDownAfterCut;

    public CuttingProxy(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        server = new UnixDomainSocketEndPoint(Path.Combine(builder.Host!, $".s.PGSQL.{builder.Port}"));
        listener.Start();
        builder.Host = "127.0.0.1";
        builder.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        builder.SslMode = SslMode.Disable;
        builder.GssEncryptionMode = GssEncryptionMode.Disable;
        ConnectionString = builder.ConnectionString;
        accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    /// <summary>While true, no new connection comes through.</summary>
    public bool IsDown { get; set; }

    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Loses the n-th answer of the server from now on, and the connection with it.</summary>
    public void CutAtAnswer(int n, bool thenDown = false)
    {
        isDownAfterCut = thenDown;
        Volatile.Write(ref answersBeforeCut, n);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var wires = new List<Task>();
        while (!closing.IsCancellationRequested)
        {
            try
            {
                wires.Add(ForwardAsync(await listener.AcceptSocketAsync(closing.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                break;
            }
        }

        await Task.WhenAll(wires);
    }

    private async Task ForwardAsync(Socket client)
    {
        using var toClient = client;
        if (IsDown) return;
        using var toServer = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await toServer.ConnectAsync(server);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        var up = CopyAsync(toClient, toServer, _ => true, over.Token);
        var down = CopyAsync(toServer, toClient, MayPass, over.Token);
        await Task.WhenAny(up, down);
        await over.CancelAsync();
        await Task.WhenAll(up, down);
    }

    /// <summary>Several answers may come in one piece, so they are counted by how each ends.</summary>
    private bool MayPass(ReadOnlyMemory<byte> piece)
    {
        var answers = piece.Span.Count("Z\0\0\0\u0005"u8);
        if (answers == 0 || Interlocked.Add(ref answersBeforeCut, -answers) > 0) return true;
        Volatile.Write(ref answersBeforeCut, int.MaxValue);
        IsDown = isDownAfterCut;
        Interlocked.Increment(ref cuts);
        return false;
    }

    private static async Task CopyAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> mayPass, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, ct) is > 0 and var read && mayPass(buffer.AsMemory(0, read)))
                await to.SendAsync(buffer.AsMemory(0, read), ct);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The other side has gone, which is what the test is about.
        }
    }
}
