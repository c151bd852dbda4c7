using Amazon.Runtime;
using CharityLedger.Server.Files;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Files;

/// <summary>Files in the database.</summary>
public sealed class DatabaseFilesTests : FilePlaceFacts
{
    private LedgerDatabase database = null!;

    protected override async Task<IFilePlace> OpenAsync(string folder, TimeProvider clock)
    {
        database = await LedgerDatabase.CreateAsync();
        return new DatabaseFiles(database.Source);
    }

    protected override ValueTask CloseAsync() => database.DisposeAsync();
}

/// <summary>Files in a folder.</summary>
public sealed class FolderFilesTests : FilePlaceFacts
{
    protected override Task<IFilePlace> OpenAsync(string folder, TimeProvider clock) =>
        Task.FromResult<IFilePlace>(new FolderFiles(Path.Combine(folder, "files"), clock));

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}

/// <summary>Files in a store that speaks S3.</summary>
public sealed class S3FilesTests : FilePlaceFacts
{
    private S3Files place = null!;

    /// <summary>
    /// s3rver writes over the old object, so that a reader sees it end too early; S3 itself replaces it at once.
    /// </summary>
    protected override bool ReplacesAtOnce => S3Server.IsGiven;

    protected override async Task<IFilePlace> OpenAsync(string folder, TimeProvider clock)
    {
        var server = await S3Server.UrlAsync();
        return place = new S3Files(new Uri($"{server}/{Guid.NewGuid():N}"), "us-east-1", S3Server.Credentials);
    }

    protected override ValueTask CloseAsync()
    {
        place?.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>What concerns S3 alone.</summary>
public sealed class S3ErrorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_and_an_absent_bucket_are_no_absent_file()
    {
        var url = new Uri(await S3Server.UrlAsync());
        using var stranger = new S3Files(url, "us-east-1", new BasicAWSCredentials("STRANGER", "S3RVER"));
        await Assert.ThrowsAsync<FilePlaceException>(() => stranger.ReadAsync("uploads/city/1", new MemoryStream(), Ct));
        using var elsewhere = new S3Files(new Uri(url, "/no-such-bucket"), "us-east-1", S3Server.Credentials);
        await Assert.ThrowsAsync<FilePlaceException>(() => elsewhere.ReadAsync("uploads/city/1", new MemoryStream(), Ct));
        await Assert.ThrowsAsync<FilePlaceException>(() => elsewhere.WriteAsync("uploads/city/1", new MemoryStream([1]), default, Ct));
    }
}
