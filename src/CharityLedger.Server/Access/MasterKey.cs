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

    /// <summary>What tells this key from others, and nothing of it.</summary>
    public string Fingerprint => Convert.ToHexStringLower(Derive("fingerprint"));

    /// <summary>The key of the environment; null where it has none.</summary>
    /// <exception cref="FormatException">It is not 32 bytes in base64.</exception>
    public static MasterKey? OfEnvironment =>
        Environment.GetEnvironmentVariable("CHARITYLEDGER_MASTER_KEY") is { Length: > 0 } text ? Parse(text) : null;

    /// <summary>Reads the key, or makes one in the data folder.</summary>
    /// <exception cref="FormatException">The key is not 32 bytes in base64.</exception>
    public static MasterKey Load(string dataFolder)
    {
        if (Find(dataFolder) is { } key) return key;
        Keep(dataFolder, RandomNumberGenerator.GetBytes(32));
        return Find(dataFolder)!;
    }

    /// <summary>Reads the key of a database, or makes one for a database that has none yet.</summary>
    /// <exception cref="FormatException">The key is not 32 bytes in base64.</exception>
    /// <exception cref="InvalidOperationException">
    /// The database belongs to another key, or the key isn't here: none is made then.
    /// </exception>
    public static async Task<MasterKey> LoadAsync(string dataFolder, NpgsqlDataSource database, CancellationToken ct)
    {
        if (Find(dataFolder) is { } found)
        {
            await found.ProveAsync(database, ct);
            return found;
        }

        if (await ProvenAsync(database, ct) is not null) throw Another();
        var made = Load(dataFolder);
        try
        {
            await made.ProveAsync(database, ct);
        }
        catch (InvalidOperationException)
        {
            // The host of another folder was quicker, and nothing was sealed by this key.
            File.Delete(PathIn(dataFolder));
            throw;
        }

        return made;
    }

    /// <summary>Opens a key that <see cref="Seal"/> sealed.</summary>
    /// <exception cref="SealedKeyException">The passphrase is another, or this is no sealed key.</exception>
    public static MasterKey Open(string sealedKey, string passphrase) => new(SealedKey.Open(sealedKey, passphrase));

    /// <summary>The key under a passphrase.</summary>
    public string Seal(string passphrase) => SealedKey.Seal(secret, passphrase);

    /// <summary>Keeps the key in a data folder, where one has none.</summary>
    /// <exception cref="InvalidOperationException">The folder has another key.</exception>
    public void KeepIn(string dataFolder)
    {
        Keep(dataFolder, secret);
        if (Find(dataFolder)!.Fingerprint != Fingerprint)
            throw new InvalidOperationException($"{PathIn(dataFolder)} is another master key than the backup's.");
    }

    /// <summary>Remembers the key's fingerprint in an empty database, and refuses another key later.</summary>
    /// <exception cref="InvalidOperationException">The database belongs to another key.</exception>
    public async Task ProveAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using (var insert = database.CreateCommand(
            "insert into charity.installation (name, value) values ('master_key', $1) on conflict (name) do nothing"))
        {
            insert.Parameters.AddWithValue(Fingerprint);
            await insert.ExecuteNonQueryAsync(ct);
        }

        // A statement of its own, so that it also sees what another host wrote at this moment.
        if (await ProvenAsync(database, ct) != Fingerprint) throw Another();
    }

    private static async Task<string?> ProvenAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var select = database.CreateCommand("select value from charity.installation where name = 'master_key'");
        return (string?)await select.ExecuteScalarAsync(ct);
    }

    private static InvalidOperationException Another() =>
        new("This database belongs to another master key: set CHARITYLEDGER_MASTER_KEY or bring its master.key.");

    private static MasterKey? Find(string dataFolder) =>
        OfEnvironment ?? (File.Exists(PathIn(dataFolder)) ? Parse(File.ReadAllText(PathIn(dataFolder))) : null);

    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "master.key");

    /// <summary>The file gets its name when it is whole: a start that is killed leaves no half key behind, and of two starts one wins.</summary>
    private static void Keep(string dataFolder, byte[] secret)
    {
        var path = PathIn(dataFolder);
        Directory.CreateDirectory(dataFolder);
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)));
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
