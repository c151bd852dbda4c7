using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Backups;

/// <summary>A folder with a passphrase, backups, and what is restored from them.</summary>
internal sealed class Vault : IAsyncDisposable
{
    private readonly List<LedgerDatabase> databases = [];

    public Vault() => File.WriteAllText(Passphrase, "correct horse battery staple\n");

    public string Folder { get; } = TestFolder.Create();

    public string Backup => Path.Combine(Folder, "ledger.backup");

    /// <summary>Where keys of restored databases lie.</summary>
    public string Restored => Path.Combine(Folder, "restored");

    private string Passphrase => Path.Combine(Folder, "passphrase");

    public async Task TakeAsync(IReadOnlyList<string> source) =>
        (await CommandLine.RunAsync(["backup", Backup, "--json", "--passphrase-file", Passphrase, .. source])).Done();

    /// <summary>A database with nothing in it.</summary>
    public async Task<LedgerDatabase> EmptyAsync()
    {
        var empty = await LedgerDatabase.RestoreAsync("select 1");
        databases.Add(empty);
        return empty;
    }

    public Task<CliResult> RestoreAsync(LedgerDatabase into, string? passphrase = null) =>
        RestoreAsync(["--connection", into.ConnectionString, "--data", Restored], passphrase);

    /// <summary>Restores by the command line.</summary>
    public async Task<CliResult> RestoreAsync(IReadOnlyList<string> into, string? passphrase = null)
    {
        var secret = Passphrase;
        if (passphrase is not null) await File.WriteAllTextAsync(secret = Path.Combine(Folder, "other"), passphrase);
        return await CommandLine.RunAsync(["restore", Backup, "--json", "--passphrase-file", secret, .. into]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases) await database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
