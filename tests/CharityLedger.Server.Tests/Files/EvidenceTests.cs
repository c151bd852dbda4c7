using System.Net;
using System.Security.Cryptography;
using CharityLedger.Contracts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Files;

/// <summary>Evidence that several hosts see, and that older programs kept in the data folder.</summary>
public sealed class EvidenceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evidence_sent_to_one_host_is_seen_by_the_other_of_another_data_folder()
    {
        await using var host = await TestHost.StartAsync();
        var one = await host.FederationAsync("city");
        (await one.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await one.PostAsync("gifts", City.Gift(100, "relief"))).Accepted();
        var payment = (await one.PostAsync("payments", City.Payment(50, "relief"))).Accepted().Id;
        var content = RandomNumberGenerator.GetBytes(300_000);
        var sha256 = await SendAsync(one, content);

        var folder = OtherFolder(host);
        var other = await host.ApiAsync("city", await host.JoinAsync(dataFolder: folder));
        Assert.Equal(content, await other.BytesAsync("evidence/" + sha256));
        (await other.PostAsync($"payments/{payment}/proofs",
            new { files = new[] { new { sha256, name = "回单.pdf", mediaType = "application/pdf" } }, occurredOn = "2026-01-02" })).Accepted();
        Assert.Equal(300_000, await host.Database.ScalarAsync<long>(
            "select (data -> 'files' -> 0 ->> 'size')::bigint from ledger.mt_events where type = 'payment_proven'"));

        await host.FederationAsync("town");
        var stranger = await host.ApiAsync("town");
        (await stranger.GetAsync("evidence/" + sha256)).Refused("not_found", HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.FileBroken)]
    public async Task A_file_that_was_changed_where_it_lies_is_refused_whole_and_mended_by_sending_it_again()
    {
        await using var host = await TestHost.StartAsync();
        var api = await host.FederationAsync("city");
        var content = RandomNumberGenerator.GetBytes(700_000);
        var sha256 = await SendAsync(api, content);
        await host.Database.RowsAsync($"update charity.file_piece set bytes = set_byte(bytes, 7, get_byte(bytes, 7) # 1) where number = 2");
        (await api.GetAsync("evidence/" + sha256)).Refused("file_broken", HttpStatusCode.InternalServerError);
        await SendAsync(api, content);
        Assert.Equal(content, await api.BytesAsync("evidence/" + sha256));
    }

    [Fact]
    public async Task Evidence_of_an_older_programs_data_folder_is_moved_at_the_start_and_an_interrupted_start_goes_on()
    {
        await using var host = await TestHost.StartAsync();
        await host.FederationAsync("city");
        var folder = OtherFolder(host);
        var contents = Enumerable.Range(0, 5).Select(i => RandomNumberGenerator.GetBytes(50_000 * i + 1)).ToList();
        var good = contents.Select(content => Keep(folder, "city", Digest(content), content)).ToList();
        var wrong = Keep(folder, "city", Digest([1]), [2]);
        Keep(folder, "city", Digest([3])[..2] + ".unfinished", [3]);
        var stranger = Keep(folder, "Thumbs.db", Digest([4]), [4]);

        // The database refuses one file of the five, as if the start was interrupted there.
        await host.Database.RowsAsync("""
            create function third() returns trigger language plpgsql as
                'begin if (select count(*) from charity.file) > 3 then raise exception ''no more''; end if; return new; end';
            create trigger third before insert on charity.file for each row execute function third();
            """);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => host.JoinAsync(dataFolder: folder));
        await host.Database.RowsAsync("drop trigger third on charity.file");
        Assert.InRange(Old(folder).Intersect(good).Count(), 1, good.Count - 1);

        var api = await host.ApiAsync("city", await host.JoinAsync(dataFolder: folder));
        foreach (var content in contents) Assert.Equal(content, await api.BytesAsync("evidence/" + Digest(content)));
        // What isn't what its name says stays for a person to look at.
        Assert.Equal(new[] { stranger, wrong }.Order(), Old(folder).Order());

        var stored = await host.Database.RowsAsync("select name, written_at from charity.file order by name");
        await host.JoinAsync(dataFolder: folder);
        Assert.Equal(stored, await host.Database.RowsAsync("select name, written_at from charity.file order by name"));
        File.Delete(wrong);
        Directory.Delete(Path.Combine(folder, "evidence", "Thumbs.db"), recursive: true);
        await host.JoinAsync(dataFolder: folder);
        Assert.False(Directory.Exists(Path.Combine(folder, "evidence")));
    }

    [Fact]
    public async Task A_host_that_is_given_another_place_than_the_installations_does_not_start()
    {
        await using var host = await TestHost.StartAsync();
        var options = new LedgerHostOptions
        {
            Port = 0, Private = true, Demo = false, Connection = host.Database.ConnectionString, DataFolder = host.Folder,
            Files = "folder:" + Path.Combine(host.Folder, "files"),
        };
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => LedgerHost.StartAsync(options, _ => { }, Ct));
        Assert.Contains("database", refused.Message, StringComparison.Ordinal);
        foreach (var wrong in new[] { "attic", "folder:", "s3:bucket", "s3:https://host", "s3:https://user:secret@host/bucket" })
            await Assert.ThrowsAsync<FormatException>(() => LedgerHost.StartAsync(options with { Files = wrong }, _ => { }, Ct));
    }

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static async Task<string> SendAsync(Api api, byte[] content)
    {
        var sha256 = Digest(content);
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new("application/octet-stream");
        var answer = (await api.SendAsync(HttpMethod.Put, "evidence/" + sha256, body, null)).Expect(HttpStatusCode.OK);
        Assert.Equal((sha256, content.Length), (answer.Body.GetProperty("sha256").GetString(), answer.Body.GetProperty("size").GetInt32()));
        return sha256;
    }

    /// <summary>A second host's data folder: the same master key, and nothing else.</summary>
    private static string OtherFolder(TestHost host)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, "other")).FullName;
        File.Copy(Path.Combine(host.Folder, "master.key"), Path.Combine(folder, "master.key"));
        return folder;
    }

    private static string Keep(string folder, string federation, string name, byte[] content)
    {
        var path = Path.Combine(folder, "evidence", federation, name[..2], name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static List<string> Old(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(folder, "evidence"), "*", SearchOption.AllDirectories)];
}
