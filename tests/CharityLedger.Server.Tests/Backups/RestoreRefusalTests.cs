using System.Diagnostics;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Backups;

/// <summary>A ledger with a backup of it.</summary>
public sealed class BackedUp : IAsyncLifetime
{
    internal TestHost Host { get; private set; } = null!;

    internal Vault Vault { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Host = await TestHost.StartAsync();
        await Host.FederationAsync("city");
        await Vault.TakeAsync(Host.CliOptions);
    }

    public async ValueTask DisposeAsync()
    {
        await Vault.DisposeAsync();
        await Host.DisposeAsync();
    }
}

/// <summary>What isn't restored, and leaves nothing behind.</summary>
public sealed class RestoreRefusalTests(BackedUp backedUp) : IClassFixture<BackedUp>
{
    private readonly Vault vault = backedUp.Vault;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_passphrase_opens_nothing()
    {
        var empty = await vault.EmptyAsync();
        (await vault.RestoreAsync(empty, "correct horse battery stable")).Refused("passphrase_wrong");
        await AssertUntouchedAsync(empty);
    }

    /// <summary>Each byte is under the seal, those included that no reader of the archive looks at.</summary>
    [Fact]
    public async Task An_altered_byte_anywhere_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(vault.Backup, Ct);
        var empty = await vault.EmptyAsync();
        foreach (var place in Enumerable.Range(0, 12).Select(i => i * (whole.Length - 1) / 11))
            await RefusedWithAsync(empty, [.. whole[..place], (byte)(whole[place] ^ 1), .. whole[(place + 1)..]]);
        await File.WriteAllBytesAsync(vault.Backup, whole, Ct);
    }

    [Fact]
    public async Task A_backup_that_was_cut_off_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(vault.Backup, Ct);
        var empty = await vault.EmptyAsync();
        foreach (var length in (int[])[0, 1, 100, whole.Length / 2, whole.Length - 65, whole.Length - 1]) await RefusedWithAsync(empty, whole[..length]);
        await File.WriteAllBytesAsync(vault.Backup, whole, Ct);
    }

    [Fact]
    public async Task An_altered_or_missing_key_opens_nothing()
    {
        var key = vault.Backup + ".key";
        var whole = await File.ReadAllTextAsync(key, Ct);
        var empty = await vault.EmptyAsync();
        foreach (var wrong in (string[])["", whole[..^20], whole.Replace("600000", "600001", StringComparison.Ordinal)])
        {
            await File.WriteAllTextAsync(key, wrong, Ct);
            (await vault.RestoreAsync(empty)).Refused("passphrase_wrong");
        }

        File.Delete(key);
        (await vault.RestoreAsync(empty)).Refused("file_not_found");
        await File.WriteAllTextAsync(key, whole, Ct);
        await AssertUntouchedAsync(empty);
    }

    [Fact]
    public async Task A_database_or_folder_that_is_not_empty_is_refused_and_stays_as_it_is()
    {
        var taken = await vault.EmptyAsync();
        await taken.RowsAsync("create table mine (id int); insert into mine values (7)");
        (await vault.RestoreAsync(taken)).Refused("target_not_empty");
        Assert.Equal(7, await taken.ScalarAsync<int>("select id from mine"));

        var folder = Path.Combine(vault.Folder, "mine");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "note"), "mine", Ct);
        (await vault.RestoreAsync(["--data", folder])).Refused("target_not_empty");
        Assert.Equal(["note"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_backup_never_takes_the_place_of_a_file_and_wants_a_passphrase_worth_the_name()
    {
        var whole = await File.ReadAllBytesAsync(vault.Backup, Ct);
        var secret = Path.Combine(vault.Folder, "short");
        await File.WriteAllTextAsync(secret, "too short", Ct);
        var elsewhere = Path.Combine(vault.Folder, "second.backup");
        (await CommandLine.RunAsync(["backup", elsewhere, "--json", "--passphrase-file", secret, .. backedUp.Host.CliOptions]))
            .Refused("passphrase_too_short");
        Assert.Empty(Directory.EnumerateFiles(vault.Folder, "second*"));
        (await CommandLine.RunAsync(["backup", vault.Backup, "--json", "--passphrase-file",
            Path.Combine(vault.Folder, "passphrase"), .. backedUp.Host.CliOptions])).Refused("file_exists");
        Assert.Equal(whole, await File.ReadAllBytesAsync(vault.Backup, Ct));
    }

    [Fact]
    public async Task A_restore_that_was_killed_is_refused_by_every_start()
    {
        var target = await vault.EmptyAsync();
        // The rows wait for the append lock, so that they are never there when it is killed.
        await using var session = await target.Source.OpenConnectionAsync(Ct);
        await using (var command = session.CreateCommand())
        {
            command.CommandText = "select pg_advisory_lock(4847320156)";
            await command.ExecuteNonQueryAsync(Ct);
        }

        var folder = Path.Combine(vault.Folder, "killed");
        using var restore = Process.Start(new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "ledger.dll"), "restore", vault.Backup, "--passphrase-file",
            Path.Combine(vault.Folder, "passphrase"), "--connection", target.ConnectionString, "--data", folder]))!;
        await Eventually.HoldsAsync(async () => await target.ScalarAsync<long>("""
            select count(*) from pg_locks where locktype = 'advisory' and not granted
                and database = (select oid from pg_database where datname = current_database())
            """) == 1, "the restore copies");
        restore.Kill();
        await restore.WaitForExitAsync(Ct);

        var start = await CommandLine.RunAsync("check", "--json", "--connection", target.ConnectionString, "--data", folder);
        start.Refused("start_refused");
        Assert.Contains("cut off", start.Output, StringComparison.Ordinal);
        (await vault.RestoreAsync(target)).Refused("target_not_empty");
    }

    private async Task RefusedWithAsync(LedgerDatabase empty, byte[] bytes)
    {
        await File.WriteAllBytesAsync(vault.Backup, bytes, Ct);
        (await vault.RestoreAsync(empty)).Refused("backup_broken");
        await AssertUntouchedAsync(empty);
    }

    private static async Task AssertUntouchedAsync(LedgerDatabase empty) =>
        Assert.Equal(0, await empty.ScalarAsync<long>("select count(*) from pg_namespace where nspname ~ '^(ledger|charity)'"));
}
