using System.Globalization;
using CharityLedger.EventStore.Backups;
using CharityLedger.Server.Access;
using CharityLedger.Server.Backups;
using CharityLedger.Server.Files;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Cli.Bench;

/// <summary>A ledger with its key, of which backups are taken.</summary>
internal sealed class BackupSource(ScratchDatabase ledger) : IDisposable
{
    public const string Passphrase = "correct horse battery staple";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("charityledger-bench-");
    private int taken;

    /// <summary>A folder that isn't there yet.</summary>
    public string NewFolder => Path.Combine(folder.FullName, Guid.NewGuid().ToString("N"));

    /// <summary>Takes a backup.</summary>
    /// <returns>Where it lies, and how many events it has.</returns>
    public async Task<(string Path, long Events)> TakeAsync(CancellationToken ct)
    {
        var master = MasterKey.Load(folder.FullName);
        await master.ProveAsync(ledger.Source, ct);
        var incoming = Path.Combine(folder.FullName, "incoming");
        var files = new FileStore(new DatabaseFiles(ledger.Source), master, incoming, TimeProvider.System);
        await files.ProveAsync(ledger.Source, "database", ct);
        var path = Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{++taken}.backup"));
        var writer = new BackupWriter(ledger.Source, files, master, TimeProvider.System);
        var manifest = await writer.WriteAsync(path, Passphrase, new Unheard<BackupProgress>(), ct);
        return (path, manifest.LastPosition);
    }

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>A backup of the whole ledger, to the disk.</summary>
internal sealed class BackupWorkload(ScratchDatabase ledger, BackupSource source) : Workload
{
    public override string Name => "backup";

    public override string Floor => "the same rows by COPY, thrown away";

    public override Task<Turn> FloorAsync(CancellationToken ct) => Turn.OfAsync(async () =>
    {
        await using var snapshot = await LedgerSnapshot.TakeAsync(ledger.Source, ct);
        foreach (var table in snapshot.Tables) await snapshot.CopyAsync(table, Stream.Null, new Unheard<long>(), ct);
        return snapshot.LastPosition;
    });

    public override Task<Turn> LedgerAsync(CancellationToken ct) => Turn.OfAsync(async () =>
    {
        var (path, events) = await source.TakeAsync(ct);
        File.Delete(path);
        return events;
    });
}

/// <summary>
/// A ledger brought back into an empty database: checked, copied, its read models built, and all of it checked again.
/// </summary>
internal sealed class RestoreWorkload(string server, ScratchDatabase ledger, BackupSource source) : Workload
{
    private readonly List<(CopiedTable Table, string Path)> copied = [];
    private string backup = "";
    private long events;

    public override string Name => "restore";

    public override string Floor => "the rows alone, no read models, no check";

    public override async Task PrepareAsync(CancellationToken ct)
    {
        (backup, events) = await source.TakeAsync(ct);
        await using var snapshot = await LedgerSnapshot.TakeAsync(ledger.Source, ct);
        foreach (var table in snapshot.Tables)
        {
            var path = source.NewFolder;
            await using var file = File.Create(path);
            copied.Add((await snapshot.CopyAsync(table, file, new Unheard<long>(), ct), path));
        }
    }

    public override async Task<Turn> FloorAsync(CancellationToken ct)
    {
        await using var scratch = await ScratchDatabase.EmptyAsync(server, "rows", ct);
        return await Turn.OfAsync(async () =>
        {
            var empty = new EmptyDatabase(scratch.Source, scratch.Store, TimeProvider.System);
            await empty.BeginAsync(ct);
            var paths = copied.ToDictionary(c => c.Table.Name, c => c.Path);
            await empty.FillAsync([.. copied.Select(c => c.Table)], t => File.OpenRead(paths[t.Name]), "", (_, _) => { }, ct);
            return events;
        });
    }

    public override async Task<Turn> LedgerAsync(CancellationToken ct)
    {
        await using var scratch = await ScratchDatabase.EmptyAsync(server, "restored", ct);
        return await Turn.OfAsync(async () =>
        {
            var target = new LedgerHostOptions
            {
                Connection = scratch.ConnectionString, DataFolder = source.NewFolder, Files = "database",
            };
            var restored = await new RestoreRun(backup, target, new Unheard<BackupProgress>())
                .RunAsync(() => Task.FromResult(BackupSource.Passphrase), ct);
            return restored.Check.Findings.Count == 0
                ? restored.Check.Events
                : throw new InvalidOperationException($"The restored ledger isn't sound: {restored.Check.Findings[0]}");
        });
    }
}

/// <summary>Progress that nobody looks at.</summary>
internal sealed class Unheard<T> : IProgress<T>
{
    public void Report(T value)
    {
    }
}
