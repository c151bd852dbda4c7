using System.Globalization;
using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Server.Tests.Regulation;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>A project that changes between the decision on a payment and its entry in the log.</summary>
public sealed class ChangedProjectTests
{
    private const string AppendLock = "4847320156";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_is_decided_anew_where_its_project_changes_before_it_is_written()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var city = await host.FederationAsync("city");
        await city.BeginAsync("books");
        (await city.PostAsync("gifts", new { amountFen = 100, channel = "bank", project = "books", occurredOn = City.Today })).Accepted();
        await using var core = new LedgerCore(host.Database.Store, host.Database.ConnectionString, TimeProvider.System);
        await using var holder = await host.Database.Source.OpenConnectionAsync(Ct);
        await ExecuteAsync(holder, $"select pg_advisory_lock({AppendLock})");

        var day = DateOnly.Parse(City.Today, CultureInfo.InvariantCulture);
        var step = NewEvent.Of(new ProjectAdvanced("books", ProjectStage.Ready, null, day));
        var stepping = core.AppendAsync(new AppendCommand("city", "somebody", "back", [1],
            [new StreamWrite(Streams.Project("books"), ExpectedVersion.Any, [step])]), Ct);
        await Eventually.HoldsAsync(async () => await WaitingAsync(holder) == 1, "the step waits for its turn");
        var paying = city.PostAsync("payments",
            new { amountFen = 1, payee = "某学校", purpose = "书本", project = "books", occurredOn = City.Today });
        await Eventually.HoldsAsync(async () => await WaitingAsync(holder) == 2, "the payment waits behind it");
        await ExecuteAsync(holder, $"select pg_advisory_unlock({AppendLock})");

        Assert.IsType<AppendResult.Appended>(await stepping);
        (await paying).Refused("project_stage_wrong", HttpStatusCode.Conflict);
    }

    private static async Task<long> WaitingAsync(NpgsqlConnection connection) => (long)(await ExecuteAsync(connection, $"""
        select count(*) from pg_locks where locktype = 'advisory' and objid = {AppendLock}::bigint & 4294967295 and not granted
            and database = (select oid from pg_database where datname = current_database())
        """))!;

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
