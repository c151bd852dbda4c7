using System.Globalization;
using CharityLedger.EventStore;
using CharityLedger.Imports;
using CharityLedger.Projections.Engine;
using CharityLedger.Server;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Imports;
using CharityLedger.Server.Screening;

namespace CharityLedger.Cli.Bench;

/// <summary>
/// A donation list in CSV taken in whole, as a host does it: read, checked, sealed, decided and appended. Every turn
/// is for a
/// federation of its own, so no row is known.
/// </summary>
/// <param name="ledger">The ledger's database.</param>
/// <param name="raw">The floor's database.</param>
/// <param name="rows">Rows of the list.</param>
/// <param name="following">Whether the read models follow meanwhile, as on a host.</param>
internal sealed class ImportWorkload(ScratchDatabase ledger, ScratchDatabase raw, int rows, bool following) : Workload
{
    private static readonly ImportProfile Profile = new()
    {
        Name = "bench",
        Headers = new ImportHeaders { Date = ["date"], Donor = ["donor"], Amount = ["amount"], Remark = ["remark"] },
        DateFormats = ["yyyy-MM-dd"],
    };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("charityledger-bench-");
    private readonly LedgerCore core = new(ledger.Store, ledger.ConnectionString, TimeProvider.System);
    private readonly ProjectionEngine? engine = following ? new(ledger.ConnectionString, (_, e) => throw e) : null;
    private DonationImport? import;
    private RawLog? floor;
    private int turns;

    public override string Name => following ? "import, read models following" : "import";

    public override string Floor => "binary COPY in one go";

    private string List => Path.Combine(folder.FullName, "list.csv");

    public override async Task PrepareAsync(CancellationToken ct)
    {
        await File.WriteAllLinesAsync(List, Lines(), ct);
        var master = MasterKey.Load(folder.FullName);
        var reader = new EventReader(ledger.Store, ledger.Source);
        var books = new OpenBooks(core, reader);
        var (digests, ids) = (new InputDigests(master), new Ids(master));
        var door = new Ledger(books, reader, digests, new LedgerTrial(ledger.Source, TimeProvider.System), TimeProvider.System);
        import = new DonationImport(
            door, books, reader, ids, new DonorVault(ledger.Source, master), new NameScreen(door, reader, ids), digests);
        if (engine is not null) await engine.StartAsync(ct);
        await LedgerAsync(ct);
        floor = await RawLog.OpenAsync(raw, ledger, ct);
    }

    public override async Task<Turn> FloorAsync(CancellationToken ct) => await floor!.CopyAsync(rows, ct);

    public override async Task<Turn> LedgerAsync(CancellationToken ct)
    {
        var turn = await Turn.OfAsync(() => ImportAsync(ct));
        // The floor's next turn must not share the machine with read models that catch up.
        var last = await new LogReader(ledger.Source).LastPositionAsync(ct);
        if (engine is not null) await engine.WaitForAllAsync(last, TimeSpan.FromMinutes(5), ct);
        return turn;
    }

    public override async ValueTask DisposeAsync()
    {
        if (engine is not null) await engine.DisposeAsync();
        await core.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task<long> ImportAsync(CancellationToken ct)
    {
        var tenant = string.Create(CultureInfo.InvariantCulture, $"bench-{following}-{++turns}");
        var order = new ImportOrder(new Caller(tenant, "accountant"), Profile, null, OnKnown.Hold, DryRun: false);
        var report = await import!.RunAsync(order, List, "list.csv", _ => Task.CompletedTask, ct);
        return report.Imported == rows
            ? rows
            : throw new InvalidOperationException($"{report.Imported} of {rows} rows were imported.");
    }

    private IEnumerable<string> Lines() => Enumerable.Range(0, rows).Select(Line).Prepend("date,donor,amount,remark");

    private string Line(int i) => string.Create(CultureInfo.InvariantCulture,
        $"2026-0{1 + i * 6L / rows}-{1 + i % 28:00},捐赠人{i},{10 + i % 990}.00,{(i % 5 == 0 ? "助学" : "")}");
}
