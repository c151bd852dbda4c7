using System.Diagnostics;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Embedded.ServerFolder;

namespace CharityLedger.EventStore.Tests.Embedded;

/// <summary>A folder that was copied while its server ran, as a backup by hand does it.</summary>
public sealed class CopiedFolderTests : IAsyncLifetime
{
    private readonly string root = TestFolder.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(root)) await EmbeddedPostgres.RemoveUnusedAsync(folder, _ => { }, Ct);
        Directory.Delete(root, recursive: true);
    }

    /// <summary>Where the path is long, the copy has a note of the socket under /tmp that the original serves.</summary>
    [Theory]
    [InlineData("original")]
    [InlineData("an-original-whose-path-is-so-long-that-its-socket-lies-elsewhere-under-tmp")]
    public async Task It_is_refused_at_once_beside_the_original_and_starts_by_itself_once_that_one_has_stopped(string name)
    {
        var (original, copy) = (Path.Combine(root, name), Path.Combine(root, name + "-copied"));
        await using (var server = await StartAsync(original))
        {
            using (var copying = Process.Start("cp", ["-a", original, copy])) await copying.WaitForExitAsync(Ct);

            var waited = Stopwatch.StartNew();
            var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(copy));

            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), $"{waited.Elapsed}");
            Assert.Equal(EmbeddedPostgresException.DataFolderCopied, refused.Code);
            Assert.Contains(Path.Combine(original, "postgres", "cluster"), refused.Message, StringComparison.Ordinal);
            Assert.True(await AnswersAsync(server));
        }

        await using var alone = await StartAsync(copy);
        await using var again = await StartAsync(original);
        await ScalarAsync(alone, "create table mine (id int)");
        Assert.Equal(false, await ScalarAsync(again, "select to_regclass('mine') is not null"));
    }

    /// <summary>Files in use elsewhere are another's, whoever removes the copy.</summary>
    [Fact]
    public async Task To_remove_it_leaves_the_original_running()
    {
        var (original, copy) = (Path.Combine(root, new string('o', 90)), Path.Combine(root, "copied"));
        await using var server = await StartAsync(original);
        using (var copying = Process.Start("cp", ["-a", original, copy])) await copying.WaitForExitAsync(Ct);

        Assert.True(await EmbeddedPostgres.RemoveUnusedAsync(copy, _ => { }, Ct));

        Assert.True(await AnswersAsync(server));
    }

    private static Task<EmbeddedPostgres> StartAsync(string folder) => EmbeddedPostgres.StartAsync(folder, _ => { }, Ct);
}
