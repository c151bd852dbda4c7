using System.IO.Compression;
using System.Security.Cryptography;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Backups;
using CharityLedger.EventStore.Embedded;
using CharityLedger.EventStore.Storage;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Files;
using CharityLedger.Server.Hosting;
using Npgsql;

namespace CharityLedger.Server.Backups;

/// <summary>What came of a restore.</summary>
/// <param name="Manifest">What the backup held.</param>
/// <param name="Check">What the check of the restored ledger found.</param>
public sealed record Restored(BackupManifest Manifest, LogCheck Check);

/// <summary>
/// Brings a ledger back from a backup (恢复): into a data folder that isn't there or is empty, or into an empty database. The
/// whole file is checked before anything is made; what fails after that is taken away again, and what is killed is
/// refused by every start. The restored ledger is marked as a copy (<see cref="CopyMark"/>).
/// </summary>
/// <param name="backup">The backup; its key lies beside it.</param>
/// <param name="target">Folder or connection, the place of the files, and the clock.</param>
/// <param name="progress">Hears how far it is, from any thread.</param>
public sealed class RestoreRun(string backup, LedgerHostOptions target, IProgress<BackupProgress> progress)
{
    /// <summary>Read models that are built, or checked, at once: more would wait for one another on the disk.</summary>
    private const int AtOnce = 2;

    /// <param name="passphrase">Asked for where the environment has no master key.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="BackupException">The backup or the target isn't what it has to be.</exception>
    public async Task<Restored> RunAsync(Func<Task<string>> passphrase, CancellationToken ct)
    {
        var owned = target.Connection is null;
        if (owned && Directory.Exists(target.DataFolder) && Directory.EnumerateFileSystemEntries(target.DataFolder).Any())
            throw NotEmpty($"The folder {target.DataFolder} isn't empty.");
        await using var file = OpenFile(backup);
        var key = MasterKey.OfEnvironment ?? await OpenKeyAsync(await passphrase(), ct);
        var (archive, manifest) = await BackupFile.OpenAsync(file, key, ct);
        await using var opened = archive;
        if (!owned) return await OnAsync(target.Connection!, archive, manifest, key, ct);
        var isComplete = false;
        try
        {
            await using var server = await EmbeddedPostgres.StartAsync(target.DataFolder, _ => { }, ct);
            var restored = await OnAsync(server.ConnectionString, archive, manifest, key, ct);
            isComplete = true;
            return restored;
        }
        finally
        {
            if (!isComplete) await RemoveUnfinishedAsync();
        }
    }

    private async Task<Restored> OnAsync(
        string connection, ZipArchive archive, BackupManifest manifest, MasterKey key, CancellationToken ct)
    {
        await using (var database = NpgsqlDataSource.Create(connection))
        {
            await using var store = LedgerStore.Open(database);
            var empty = new EmptyDatabase(database, store, target.Clock);
            if (await empty.TakenAsync(ct) is { } taken) throw NotEmpty($"The database isn't empty: it has {taken}.");
            var place = FilePlaces.Open(target.Files, database, target.Clock);
            using var client = place as IDisposable;
            if (place is not DatabaseFiles) await RefuseTakenAsync(place, ct);
            if (MasterKey.OfEnvironment is null) key.KeepIn(target.DataFolder);
            try
            {
                await empty.BeginAsync(ct);
                await FillAsync(empty, archive, manifest, ct);
                await FillFilesAsync(place, archive, manifest, ct);
                await empty.FinishAsync(ct);
            }
            catch
            {
                await empty.AbandonAsync();
                throw;
            }
        }

        await BuildAsync(connection, manifest.LastPosition, ct);
        return new Restored(manifest, await CheckAsync(ct));
    }

    private async Task FillAsync(EmptyDatabase empty, ZipArchive archive, BackupManifest manifest, CancellationToken ct)
    {
        var sizes = manifest.Tables.ToDictionary(t => t.Name, t => t.Rows);
        await empty.FillAsync(manifest.Tables, table => archive.GetEntry(BackupFile.EntryOf(table))!.Open(),
            CopyMark.RestoredSql(target.Clock.GetUtcNow(), target.Files),
            (table, rows) => progress.Report(new BackupProgress(table, rows, sizes[table])), ct);
    }

    private async Task FillFilesAsync(IFilePlace place, ZipArchive archive, BackupManifest manifest, CancellationToken ct)
    {
        var spool = new Spool(Path.Combine(target.DataFolder, "incoming"));
        for (var i = 0; i < manifest.Files.Count; i++)
        {
            var file = manifest.Files[i];
            await using var bytes = spool.Open();
            await using (var entry = await archive.GetEntry(BackupFile.EntryOf(file))!.OpenAsync(ct)) await entry.CopyToAsync(bytes, ct);
            bytes.Position = 0;
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, ct)) != file.Sha256)
                throw new BackupException(BackupException.Broken, $"The file {file.Name} is not what was written.");
            bytes.Position = 0;
            await place.WriteAsync(file.Name, bytes, target.Clock.GetUtcNow(), ct);
            progress.Report(new BackupProgress("files", i + 1, manifest.Files.Count));
        }
    }

    private async Task BuildAsync(string connection, long last, CancellationToken ct)
    {
        await using var engine = new ProjectionEngine(connection, (_, _) => { });
        var some = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(ReadModels.All, some, async (model, token) =>
        {
            await engine.RebuildAsync(model.Name, new Events(progress, model.Name, last), token);
            progress.Report(new BackupProgress(model.Name, last, last));
        });
    }

    /// <summary>By a host as any other, so that its start is tried as well.</summary>
    private async Task<LogCheck> CheckAsync(CancellationToken ct)
    {
        await using var host = await LedgerHost.StartAsync(target with { Port = 0, Private = true, Demo = false }, _ => { }, ct);
        return await host.Services.GetRequiredService<FullCheck>().RunAsync(new Parts(progress), AtOnce, ct);
    }

    private async Task<MasterKey> OpenKeyAsync(string passphrase, CancellationToken ct)
    {
        try
        {
            await using var file = OpenFile(BackupFile.KeyOf(backup));
            using var text = new StreamReader(file);
            return MasterKey.Open(await text.ReadToEndAsync(ct), passphrase);
        }
        catch (SealedKeyException e)
        {
            throw new BackupException(BackupException.PassphraseWrong, e.Message, e);
        }
    }

    private async Task RefuseTakenAsync(IFilePlace place, CancellationToken ct)
    {
        foreach (var purpose in FileName.Purposes)
        {
            await foreach (var (name, _) in place.ListAsync(purpose, ct))
                throw NotEmpty($"Files lie in {target.Files} already, such as {name}: name another place by CHARITYLEDGER_FILES.");
        }
    }

    private async Task RemoveUnfinishedAsync()
    {
        if (!Directory.Exists(target.DataFolder)) return;
        if (!await EmbeddedPostgres.RemoveUnusedAsync(target.DataFolder, _ => { }, CancellationToken.None))
            Directory.Delete(target.DataFolder, recursive: true);
    }

    private static FileStream OpenFile(string path) => File.Exists(path)
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
        : throw new BackupException(BackupException.FileNotFound, $"There is no file {path}.");

    private static BackupException NotEmpty(string message) =>
        new(BackupException.NotEmpty, message + " A ledger is restored into an empty place only.");

    private sealed class Events(IProgress<BackupProgress> progress, string model, long of) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new BackupProgress(model, value, of));
    }

    private sealed class Parts(IProgress<BackupProgress> progress) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => progress.Report(new BackupProgress("check", value.Done, value.Of));
    }
}
