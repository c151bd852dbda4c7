using System.Runtime.Versioning;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Embedded.ServerFolder;

namespace CharityLedger.EventStore.Tests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IAsyncLifetime
{
    private readonly ServerFolder _folder = new();

    private EmbeddedPostgresOptions Fast => new(_folder.Data) { Durable = false };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData("慈善 总会's (账本) & ;")]
    [InlineData("with, a comma")]
    [InlineData("a-path-so-long-that-no-socket-can-be-bound-to-it-because-the-kernel-allows-only-a-hundred-or-so")]
    public async Task Any_name_serves_and_leaves_nothing_behind(string name)
    {
        var data = Path.Combine(_folder.Data, name);
        var options = Fast with { DataFolder = data };
        string socket;
        await using (var server = await _folder.StartAsync(options))
        {
            Assert.True(await AnswersAsync(server));
            socket = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;
            await using var sharer = await _folder.StartAsync(options);
            Assert.Equal(server.ConnectionString, sharer.ConnectionString);
        }
        Assert.False(Directory.Exists(socket));
    }

    [Theory]
    [InlineData("\"quoted\"")]
    [InlineData("$HOME")]
    [InlineData("`ls`")]
    [InlineData("back\\slash")]
    [InlineData("two\nlines")]
    public async Task A_name_that_a_shell_would_change_is_refused(string name)
    {
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => _folder.StartAsync(new EmbeddedPostgresOptions(Path.Combine(_folder.Data, name))));

        Assert.Equal("data_folder_unusable", refused.Code);
        Assert.Empty(Directory.EnumerateDirectories(_folder.Data));
    }

    [Fact]
    public async Task A_creation_that_was_interrupted_is_done_again()
    {
        var unfinished = Path.Combine(_folder.Data, "postgres", "cluster.unfinished-1");
        Directory.CreateDirectory(unfinished);
        await File.WriteAllTextAsync(
            Path.Combine(unfinished, "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);

        await using var server = await _folder.StartAsync(Fast);

        Assert.True(await AnswersAsync(server));
        Assert.False(Directory.Exists(unfinished));
    }

    [Fact]
    public async Task A_ledger_whose_files_vanish_does_not_go_on_as_an_empty_one()
    {
        await using var server = await _folder.StartAsync(Fast);
        var aside = Path.Combine(_folder.Data, "aside");
        Directory.Move(_folder.Cluster, aside);
        await KillServerAsync(aside);

        await Eventually.HoldsAsync(
            () => _folder.Log.Any(line => line.Contains("its files are gone", StringComparison.Ordinal)),
            "a clear message");
        Assert.False(Directory.Exists(_folder.Cluster));

        Directory.Move(aside, _folder.Cluster);
        await Eventually.HoldsAsync(() => AnswersAsync(server), "the server is back with its files");
    }

    [Fact]
    public async Task A_folder_on_the_way_that_the_server_s_user_cannot_enter_is_named()
    {
        var closed = Path.Combine(_folder.Data, "closed");
        Directory.CreateDirectory(closed);
        // Root passes everywhere itself, but the user it hands PostgreSQL to doesn't.
        File.SetUnixFileMode(closed, Environment.IsPrivilegedProcess
            ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute : UnixFileMode.None);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(
            Path.Combine(closed, "data"), _ => { }, TestContext.Current.CancellationToken));

        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal("data_folder_not_accessible", refused.Code);
        Assert.Contains(closed, refused.Message);
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_here_is_refused_and_kept()
    {
        Directory.CreateDirectory(_folder.Cluster);
        var version = Path.Combine(_folder.Cluster, "PG_VERSION");
        await File.WriteAllTextAsync(version, "14\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(_folder.StartAsync);

        Assert.Equal("postgres_data_version_mismatch", refused.Code);
        Assert.Contains("PostgreSQL 14", refused.Message);
        Assert.Equal([version], Directory.GetFiles(_folder.Cluster));
    }
}
