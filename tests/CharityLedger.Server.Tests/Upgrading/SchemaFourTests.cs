using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Jobs;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Upgrading;

/// <summary>
/// A database of version 0.2.0, the last before Marten: the invented federation and a whole year of two others, with the
/// read models as that version left them. The dump was written by that version and is never changed.
/// </summary>
public sealed class SchemaFourTests
{
    /// <summary>The key under which the dump's donors are sealed; they were all invented.</summary>
    private static readonly string MasterKey = Convert.ToBase64String("a key for tests, never a secret."u8);

    /// <summary>The columns that version knew; Marten adds some of its own to streams.</summary>
    private static readonly string[] Kept =
    [
        "select seq_id, id, tenant_id, stream_id, version, type, data, headers, timestamp from ledger.mt_events order by seq_id",
        "select tenant_id, id, type, version, timestamp, created from ledger.mt_streams order by 1, 2",
        "select * from charity.bucket order by tenant, id",
        "select * from charity.donor_key order by tenant, donor",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_of_the_version_before_opens_and_goes_on_with_the_same_books()
    {
        var database = await LedgerDatabase.RestoreAsync(Dump());
        var models = await ReadModelsAsync(database);
        var before = await DigestsAsync(database, models);

        await using var host = await TestHost.StartOnAsync(database, MasterKey);

        Assert.Equal(["05_marten_9", "06_listed_streams"], host.First.AppliedChanges);
        Assert.Equal(before, await DigestsAsync(database, models));
        await database.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Ct);
        Assert.Empty((await new LedgerCheck(database.Source).RunAsync(ct: Ct)).Findings);
        Assert.Empty(await host.First.Services.GetRequiredService<BooksCheck>().RunAsync(Ct));
        var engine = host.First.Services.GetRequiredService<ProjectionEngine>();
        foreach (var model in ReadModels.All) Assert.Empty(await engine.CompareAsync(model.Name, Ct));

        using var api = await host.ApiAsync("*");
        (await api.PostAsync("federations", new { name = "新城市慈善总会", federation = "xincheng" })).Accepted();
        Assert.Empty((await new LedgerCheck(database.Source).RunAsync(ct: Ct)).Findings);
    }

    [Fact]
    public async Task A_second_start_changes_nothing_and_an_older_program_counts_more_changes_than_it_knows()
    {
        var database = await LedgerDatabase.RestoreAsync(Dump());
        await using var host = await TestHost.StartOnAsync(database, MasterKey);
        var catalogue = await CatalogueAsync(database);
        var first = await DigestsAsync(database, []);

        var second = await host.JoinAsync();

        Assert.Empty(second.AppliedChanges);
        Assert.Equal(first, await DigestsAsync(database, []));
        Assert.Equal(catalogue, await CatalogueAsync(database));
        // The last program before Marten knows four, and stops where it counts more.
        Assert.Equal(6L, await database.ScalarAsync<long>("select count(*) from charity.schema_version"));
    }

    [Fact]
    public async Task The_digests_of_its_requests_are_erased_once_and_the_log_says_so()
    {
        var database = await LedgerDatabase.RestoreAsync(Dump());
        await using var host = await TestHost.StartOnAsync(database, MasterKey);
        var services = host.First.Services;
        var upTo = await database.Reader.LastPositionAsync(Ct);
        var old = await CountAsync("length(headers ->> 'hash') = 44");
        Assert.InRange(old, 1, upTo);
        var rest = await RestAsync();

        // Two hosts that start at once may both look; it is ordered once.
        var order = ActivatorUtilities.CreateInstance<OldDigestsOrder>(services);
        for (var start = 0; start < 2; start++) await order.StartAsync(Ct);
        // The order woke the job.
        await Eventually.HoldsAsync(async () => await CountAsync("type = 'job_completed'") == 1, "the job ends");
        await order.StartAsync(Ct);

        var done = Assert.Single((await database.StreamAsync(Tenants.Installation, Streams.OldDigests)).Select(e => e.Event));
        Assert.Equal((old, upTo + 1), (((OldDigestsErased)done).Events, ((OldDigestsErased)done).UpTo));
        Assert.Equal(0, await CountAsync("length(headers ->> 'hash') = 44"));
        Assert.Equal(rest, await RestAsync());
        Assert.Empty((await new LedgerCheck(database.Source).RunAsync(ct: Ct)).Findings);

        // A request of before gets its first answer, whatever it asks now.
        var (federation, key, position) = await FirstKeyAsync(database);
        using var api = await host.ApiAsync(federation);
        var again = await api.PostAsync("gifts", new { amountFen = 1, channel = "bank", occurredOn = "2026-03-02" }, key);
        Assert.Equal(position, again.Accepted().Position);

        Task<long> CountAsync(string where) => database.ScalarAsync<long>($"select count(*) from ledger.mt_events where {where}");

        Task<string> RestAsync() => database.ScalarAsync<string>($"""
            select md5(string_agg((to_jsonb(e) - 'headers')::text || (e.headers - 'hash')::text, '' order by seq_id))
            from ledger.mt_events e where seq_id <= {upTo}
            """);
    }

    [Fact]
    public async Task Its_gifts_are_grouped_once_beside_the_working_host_and_all_checks_hold()
    {
        var database = await LedgerDatabase.RestoreAsync(Dump());
        await using var host = await TestHost.StartOnAsync(database, MasterKey);
        var before = await database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'gift_received'");
        Assert.True(before > 0);
        var order = ActivatorUtilities.CreateInstance<ContactsOrder>(host.First.Services);
        await order.StartAsync(Ct);
        await Eventually.HoldsAsync(async () => await EndedAsync() == 1, "the job ends");
        await order.StartAsync(Ct);
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'job_failed'"));
        Assert.Equal(1L, await database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'job_requested'"));
        Assert.Empty((await new LedgerCheck(database.Source).RunAsync(ct: Ct)).Findings);
        await host.FollowedAsync();
        var engine = host.First.Services.GetRequiredService<ProjectionEngine>();
        Assert.Empty(await engine.CompareAsync("Contacts", Ct));

        Task<long> EndedAsync() => database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'job_completed'");
    }

    /// <summary>A gift of the dump that was one command: its federation, idempotency key and position.</summary>
    private static async Task<(string Federation, string Key, long Position)> FirstKeyAsync(LedgerDatabase database)
    {
        var row = (await database.RowsAsync("""
            select tenant_id, headers ->> 'key', seq_id from ledger.mt_events
            where type = 'gift_received' and headers ->> 'count' = '1' order by seq_id limit 1
            """)).Single();
        return ((string)row[0]!, (string)row[1]!, (long)row[2]!);
    }

    private static string Dump()
    {
        using var stream = typeof(SchemaFourTests).Assembly.GetManifestResourceStream("schema-4.sql.br")!;
        using var reader = new StreamReader(new BrotliStream(stream, CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    /// <summary>Schemas of the read models whose version is still today's.</summary>
    private static async Task<List<string>> ReadModelsAsync(LedgerDatabase database)
    {
        var versions = ReadModels.All.ToDictionary(m => JsonNamingPolicy.SnakeCaseLower.ConvertName(m.Name), m => $"version {m.Version}");
        var schemas = (await database.RowsAsync("""
            select nspname::text, obj_description(oid, 'pg_namespace') from pg_namespace
            where obj_description(oid, 'pg_namespace') like 'version %' order by 1
            """)).Where(r => versions.GetValueOrDefault((string)r[0]!) == (string)r[1]!).Select(r => (string)r[0]!).ToList();
        Assert.NotEmpty(schemas);
        return schemas;
    }

    private static async Task<List<string>> DigestsAsync(LedgerDatabase database, IEnumerable<string> schemas)
    {
        var queries = Kept.ToList();
        foreach (var schema in schemas)
        {
            var tables = await database.RowsAsync($"select tablename::text from pg_tables where schemaname = '{schema}' order by 1");
            queries.AddRange(tables.Select(t => $"select t.* from {schema}.{t[0]} t order by t"));
        }

        var digests = new List<string>();
        foreach (var query in queries) digests.Add($"{query}: {await DigestAsync(database, query)}");
        return digests;
    }

    private static async Task<string> DigestAsync(LedgerDatabase database, string query)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        using var rows = await connection.BeginTextExportAsync($"copy ({query}) to stdout", Ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (await rows.ReadLineAsync(Ct) is { } row) hash.AppendData(Encoding.UTF8.GetBytes(row + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Every relation, function and trigger of the ledger's schemas, by identity.</summary>
    private static async Task<List<string>> CatalogueAsync(LedgerDatabase database) => [.. (await database.RowsAsync("""
        select c.oid::text || ' ' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('ledger', 'charity')
        union all select p.oid::text || ' ' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('ledger', 'charity')
        union all select oid::text || ' ' || tgname from pg_trigger order by 1
        """)).Select(r => (string)r[0]!)];
}
