using System.Globalization;
using CharityLedger.EventStore;
using CharityLedger.Imports;
using CharityLedger.Projections.Contacts;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Imports;
using CharityLedger.Server.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Cli.Bench;

/// <summary>Gifts as they lie in books without contacts: each donor's with a name and a phone. Names are invented.</summary>
/// <param name="gifts">How many.</param>
/// <param name="ofEach">How many each donor gave.</param>
internal sealed class OldGifts(int gifts, int ofEach)
{
    private const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红兰梅";

    private static readonly ImportProfile Profile = new()
    {
        Name = "bench", DateFormats = ["yyyy-MM-dd"],
        Headers = new ImportHeaders { Date = ["date"], Donor = ["donor"], Amount = ["amount"], Phone = ["phone"] },
    };

    /// <summary>Name of a donor; some have the same one.</summary>
    public static string Name(int donor) => string.Concat(
        Surnames[donor % 20], Given[donor / 20 % 28], donor % 3 == 0 ? "" : Given[donor / 560 % 28].ToString());

    /// <summary>Phone of a donor; no two have the same one.</summary>
    public static string Phone(int donor) => string.Create(CultureInfo.InvariantCulture, $"139{donor:00000000}");

    /// <summary>Brings them into a federation's books, and waits for the read models.</summary>
    public async Task ImportAsync(IServiceProvider host, string federation, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("charityledger-bench-");
        try
        {
            var list = Path.Combine(folder.FullName, "list.csv");
            await File.WriteAllLinesAsync(list, Enumerable.Range(0, gifts).Select(Line).Prepend("date,donor,amount,phone"), ct);
            var order = new ImportOrder(new Caller(federation, "accountant"), Profile, null, OnKnown.Hold, DryRun: false);
            var report = await host.GetRequiredService<DonationImport>().RunAsync(order, list, "list.csv", _ => Task.CompletedTask, ct);
            if (report.Imported != gifts) throw new InvalidOperationException($"{report.Imported} of {gifts} gifts were imported.");
            await FollowAsync(host, ct);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Groups all gifts of a host's books that are nobody's yet, as the job does it, and returns how many it linked.</summary>
    public static async Task<long> GroupAsync(IServiceProvider host, CancellationToken ct)
    {
        var run = new JobRun("bench", null, null, new Progress<JobProgress>());
        var result = await host.GetRequiredService<JobList>().Find(ContactsJob.JobName)!.RunAsync(run, ct);
        return result.Figures.Single(f => f.Name == "links").Value;
    }

    /// <summary>Waits until a host's read models hold all that is in its log.</summary>
    public static async Task FollowAsync(IServiceProvider host, CancellationToken ct)
    {
        var last = await host.GetRequiredService<EventReader>().LastPositionAsync(ct);
        if (!await host.GetRequiredService<ProjectionEngine>().WaitForAllAsync(last, TimeSpan.FromMinutes(30), ct))
            throw new InvalidOperationException("A read model stands still.");
    }

    private string Line(int i) => string.Create(CultureInfo.InvariantCulture,
        $"2026-0{1 + i * 6L / gifts}-{1 + i % 28:00},{Name(i / ofEach)},{10 + i % 990}.00,{Phone(i / ofEach)}");
}

/// <summary>Books without contacts whose gifts are grouped by the job; every turn has books of its own, which are not timed.</summary>
/// <param name="server">Where its databases are made.</param>
/// <param name="raw">The floor's database.</param>
/// <param name="gifts">Gifts of a turn, three of each donor.</param>
internal sealed class GroupingWorkload(string server, ScratchDatabase raw, int gifts) : Workload
{
    private const string Federation = "grouping";

    private RawLog? floor;

    public override string Name => "contacts, grouping of old gifts";

    public override string Floor => "binary COPY of a row for each gift";

    public override async Task PrepareAsync(CancellationToken ct)
    {
        await using var database = await ScratchDatabase.CreateAsync(server, Federation, ct);
        await TurnAsync(database, 3_000, ct);
        floor = await RawLog.OpenAsync(raw.Source, database.Source, "gifts_linked", ct);
    }

    public override Task<Turn> FloorAsync(CancellationToken ct) => floor!.CopyAsync(gifts, ct);

    public override async Task<Turn> LedgerAsync(CancellationToken ct)
    {
        await using var database = await ScratchDatabase.CreateAsync(server, Federation, ct);
        return await TurnAsync(database, gifts, ct);
    }

    private static async Task<Turn> TurnAsync(ScratchDatabase database, int count, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("charityledger-bench-");
        try
        {
            await using var host = await LedgerHost.StartAsync(new LedgerHostOptions
            {
                Port = 0, Private = true, Demo = false, Connection = database.ConnectionString, DataFolder = folder.FullName,
                Clock = TimeProvider.System,
            }, _ => { }, ct);
            await HostWorkload.RegisterAsync(host, Federation, ct);
            await new OldGifts(count, ofEach: 3).ImportAsync(host.Services, Federation, ct);
            return await Turn.OfAsync(async () => await OldGifts.GroupAsync(host.Services, ct) is var linked && linked == count
                ? linked : throw new InvalidOperationException($"{linked} of {count} gifts were linked."));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>
/// One clerk who looks for contacts as one types: by a name, by the first two characters of one, by a phone. The floor is the least
/// that the same host answers: that it lives.
/// </summary>
/// <param name="ledger">The ledger's database.</param>
/// <param name="contacts">How many there are.</param>
/// <param name="turn">How long a turn takes.</param>
internal sealed class FindingWorkload(ScratchDatabase ledger, int contacts, TimeSpan turn) : HostWorkload("finding", ledger, turn)
{
    private readonly Random chance = new(7);
    private HttpClient clerk = null!, visitor = null!;
    private int asked;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"contacts, finding among {contacts:#,0}");

    public override string Floor => "the same host says that it lives";

    protected override int Callers => 1;

    public override Task<Turn> FloorAsync(CancellationToken ct) => CallAsync((answered, token) => GetAsync(visitor, "healthz/live", answered, token), ct);

    protected override async Task BeginAsync(HttpClient head, CancellationToken ct)
    {
        (clerk, visitor) = (head, Visitor());
        await new OldGifts(contacts, ofEach: 1).ImportAsync(Services, "finding", ct);
        await OldGifts.GroupAsync(Services, ct);
        await OldGifts.FollowAsync(Services, ct);
    }

    protected override Task<int> ActAsync(Action<double> answered, CancellationToken ct)
    {
        var donor = chance.Next(contacts);
        var name = OldGifts.Name(donor);
        return GetAsync(clerk, (asked++ % 3) switch
        {
            0 => $"contacts?name={Uri.EscapeDataString(name)}",
            1 => $"contacts?name={Uri.EscapeDataString(name[..2])}",
            _ => $"contacts?phone={OldGifts.Phone(donor)}",
        }, answered, ct);
    }
}

/// <summary>Gifts of donors who are contacts, any of them next; the floor is the same gifts of donors who are none.</summary>
/// <param name="ledger">The ledger's database.</param>
/// <param name="contacts">How many there are.</param>
/// <param name="turn">How long a turn takes.</param>
internal sealed class KnownDonorWorkload(ScratchDatabase ledger, int contacts, TimeSpan turn) : HostWorkload("known", ledger, turn)
{
    private readonly List<string> known = [];
    private HttpClient clerk = null!;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"contacts, gifts of {contacts:#,0} known donors");

    public override string Floor => "the same host takes the gift of a donor who is no contact";

    public override Task<Turn> FloorAsync(CancellationToken ct) => CallAsync((answered, token) => GiveAsync(null, answered, token), ct);

    protected override async Task BeginAsync(HttpClient head, CancellationToken ct)
    {
        clerk = head;
        await new OldGifts(contacts, ofEach: 1).ImportAsync(Services, "known", ct);
        await OldGifts.GroupAsync(Services, ct);
        await OldGifts.FollowAsync(Services, ct);
        known.AddRange((await Services.GetRequiredService<ContactsQuery>().LatestAsync("known", null, null, new PageSize(contacts), ct))
            .Select(c => c.Contact));
    }

    protected override Task<int> ActAsync(Action<double> answered, CancellationToken ct) =>
        GiveAsync(known[Random.Shared.Next(known.Count)], answered, ct);

    private async Task<int> GiveAsync(string? contact, Action<double> answered, CancellationToken ct)
    {
        var donor = contact is null ? new { name = "张三丰", phone = "13800000000", kind = "person", naming = "masked" } : null;
        await PostAsync(clerk, "gifts", new { amountFen = 3_000, channel = "bank", occurredOn = Today, donor, contact }, answered, ct);
        return 1;
    }
}
