using CharityLedger.Server.Hosting;
using CharityLedger.Server.Imports;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Importing;

/// <summary>Imports that were ordered, and are carried out by whichever host.</summary>
public sealed class ImportRunTests
{
    private const int Rows = 9_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_cut_off_on_one_host_goes_on_on_another_and_each_row_is_a_gift_once()
    {
        await using var host = await CityAsync();
        using var list = GeneratedList.Write(Rows, 3, "job");
        var id = await OrderAsync(host, list.Path);
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            var told = new Told(_ => stop.Cancel());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(host.First).RunAsync(id, told, stop.Token));
        }

        var second = await host.JoinAsync();
        var between = (await Records(second).FindAsync(id, Ct))!;
        Assert.Equal(ImportState.Running, between.State);
        Assert.InRange(between.Rows, 1, Rows - 1);
        // Two at once, as a job server does that takes a slow worker for a dead one; and once more when it is over.
        await Task.WhenAll(Run(second).RunAsync(id, new Told(_ => { }), Ct), Run(host.First).RunAsync(id, new Told(_ => { }), Ct));
        await Run(host.First).RunAsync(id, new Told(_ => Assert.Fail("It is over.")), Ct);

        var done = (await Records(host.First).FindAsync(id, Ct))!;
        Assert.Equal((ImportState.Done, Rows, 1.0, list.Refused, list.Fen),
            (done.State, done.Rows, done.Fraction, done.Report!.RefusedCount, done.Report.ComputedTotalFen));
        Assert.Equal(Rows - list.Refused, await host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'gift_received'"));
        Assert.Equal(list.Fen, (await Books.BalancesAsync(host.Database.ConnectionString, "city"))["fund/relief"]);
        Assert.Equal(0, await host.Database.ScalarAsync<long>("select count(*) from charity.file where name like 'uploads/%'"));
        await Books.CheckAsync(host.Database.ConnectionString);
    }

    [Fact]
    public async Task An_import_that_is_refused_says_why_and_keeps_no_list()
    {
        await using var host = await CityAsync();
        var path = Path.Combine(host.Folder, "名单.csv");
        await File.WriteAllTextAsync(path, "捐款\n甲,1\n", Ct);
        Assert.Equal("header_not_found", await ProblemAsync(host, await OrderAsync(host, path)));
        Assert.Equal("fund_unknown", await ProblemAsync(host, await OrderAsync(host, path, "nobody")));

        var gone = await OrderAsync(host, path);
        await host.Database.RowsAsync("delete from charity.file where name like 'uploads/%'");
        Assert.Equal("not_found", await ProblemAsync(host, gone));
        var broken = await OrderAsync(host, path);
        await host.Database.RowsAsync($"update charity.file_piece set bytes = substr(bytes, 2) where name like 'uploads/%'");
        Assert.Equal("file_broken", await ProblemAsync(host, broken));

        await Assert.ThrowsAsync<CharityLedger.Imports.ImportFileException>(() => OrderAsync(host, path, profile: "/etc/passwd"));
        await Assert.ThrowsAsync<ArgumentException>(() => Run(host.First).RunAsync("nothing", new Told(_ => { }), Ct));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("select count(*) from charity.file where name like 'uploads/%'"));
    }

    private static async Task<TestHost> CityAsync()
    {
        var host = await TestHost.StartAsync();
        var api = await host.FederationAsync("city");
        (await api.PostAsync("funds", City.Fund("relief", date: "2020-01-20"))).Accepted();
        return host;
    }

    private static async Task<string> OrderAsync(TestHost host, string path, string fund = "relief", string profile = GeneratedList.Profile)
    {
        await using var list = File.OpenRead(path);
        return await Records(host.First).OrderAsync(new CharityLedger.Server.Access.Caller("city", "clerk"),
            new ImportWish(Path.GetFileName(path), profile, fund, OnKnown.Hold, false), list, Ct);
    }

    private static async Task<string> ProblemAsync(TestHost host, string id)
    {
        await Run(host.First).RunAsync(id, new Told(_ => { }), Ct);
        var import = (await Records(host.First).FindAsync(id, Ct))!;
        Assert.Equal(ImportState.Failed, import.State);
        return CharityLedger.Contracts.RefusalCodes.Text(import.Problem!.Code);
    }

    private static ImportRecords Records(LedgerHost host) => host.Services.GetRequiredService<ImportRecords>();

    private static ImportRun Run(LedgerHost host) => host.Services.GetRequiredService<ImportRun>();

    /// <summary>Hears of progress at once, on the caller's own thread.</summary>
    private sealed class Told(Action<ImportProgress> hear) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => hear(value);
    }
}
