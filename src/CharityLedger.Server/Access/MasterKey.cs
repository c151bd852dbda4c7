using System.Security.Cryptography;
using System.Text;
using CharityLedger.EventStore;
using Npgsql;

namespace CharityLedger.Server.Access;

/// <summary>
/// The installation's secret: it wraps donors' keys, makes check codes, and recognises imported rows. 32 bytes from the
/// environment (<c>CHARITYLEDGER_MASTER_KEY</c>, base64) or the file <c>master.key</c> in the data folder. Hosts of one
/// database need the same; a wrong one is refused at the start.
/// </summary>
public sealed class MasterKey
{
    private readonly byte[] secret;

    private MasterKey(byte[] secret) => this.secret = secret;

    /// <summary>A key for one use, derived from the secret (HKDF-SHA-256).</summary>
    public byte[] Derive(string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes(use));

    /// <summary>Reads the key, or makes one in the data folder.</summary>
    /// <exception cref="FormatException">The key is not 32 bytes in base64.</exception>
    public static MasterKey Load(string dataFolder)
    {
        if (Environment.GetEnvironmentVariable("CHARITYLEDGER_MASTER_KEY") is { Length: > 0 } text) return Parse(text);
        var path = Path.Combine(dataFolder, "master.key");
        if (!File.Exists(path)) Make(dataFolder, path);
        return Parse(File.ReadAllText(path));
    }

    /// <summary>Remembers the key's fingerprint in an empty database, and refuses another key later.</summary>
    /// <exception cref="InvalidOperationException">The database belongs to another key.</exception>
    public async Task ProveAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var fingerprint = Convert.ToHexStringLower(Derive("fingerprint"));
        await using (var insert = database.CreateCommand(
            "insert into charity.installation (name, value) values ('master_key', $1) on conflict (name) do nothing"))
        {
            insert.Parameters.AddWithValue(fingerprint);
            await insert.ExecuteNonQueryAsync(ct);
        }

        // A statement of its own, so that it also sees what another host wrote at this moment.
        await using var select = database.CreateCommand("select value from charity.installation where name = 'master_key'");
        if ((string?)await select.ExecuteScalarAsync(ct) != fingerprint)
            throw new InvalidOperationException("This database belongs to another master key: set CHARITYLEDGER_MASTER_KEY or bring its master.key.");
    }

    /// <summary>The file gets its name when it is whole: a start that is killed leaves no half key behind, and of two starts one wins.</summary>
    private static void Make(string dataFolder, string path)
    {
        Directory.CreateDirectory(dataFolder);
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(unfinished, path, overwrite: false);
            Disk.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another start was quicker: its key is the key.
            File.Delete(unfinished);
        }
    }

    private static MasterKey Parse(string text)
    {
        var secret = Convert.FromBase64String(text.Trim());
        return secret.Length == 32 ? new MasterKey(secret) : throw new FormatException("A master key is 32 bytes in base64.");
    }
}
