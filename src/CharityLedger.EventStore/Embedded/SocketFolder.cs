using System.Text;

namespace CharityLedger.EventStore.Embedded;

/// <summary>
/// Where the server's Unix socket lies: inside the data folder or, where that path is too long for a socket (or has a
/// comma, which PostgreSQL and Npgsql take for a list), in a private folder under /tmp that a note remembers.
/// </summary>
internal sealed class SocketFolder(string postgresFolder)
{
    // A socket's path has at most 103 bytes on macOS and 107 on Linux.
    private const int LongestPathBytes = 100;

    private readonly string _inside = Path.Combine(postgresFolder, "socket");
    private readonly string _note = Path.Combine(postgresFolder, "socket-folder");

    /// <summary>The port is only part of the socket's name: the server doesn't listen on TCP.</summary>
    internal static string SocketIn(string folder) => Path.Combine(folder, ".s.PGSQL.5432");

    /// <summary>The folder in use; null before the first start.</summary>
    internal string? Current => new[] { _inside, Noted }.FirstOrDefault(f => f is not null && Directory.Exists(f));

    private string? Noted => File.Exists(_note) ? File.ReadAllText(_note) : null;

    /// <summary>Creates it where absent; only its owner can enter, because whoever can is trusted.</summary>
    internal string Create()
    {
        if (Current is { } folder)
            return folder;
        folder = _inside;
        if (Encoding.UTF8.GetByteCount(SocketIn(_inside)) > LongestPathBytes || _inside.Contains(','))
        {
            folder = $"/tmp/charityledger-{Guid.NewGuid():N}";
            File.WriteAllText(_note, folder);
        }
        DataFolder.CreatePrivate(folder);
        return folder;
    }

    /// <summary>Leaves a folder under /tmp to the server of another data folder, whose note was copied.</summary>
    internal void Forget() => File.Delete(_note);

    /// <summary>Removes it after the server's stop.</summary>
    internal void Remove()
    {
        if (Current is { } folder)
            Directory.Delete(folder, recursive: true);
        if (Noted is not null)
            File.Delete(_note);
    }
}
