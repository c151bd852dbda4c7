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
        place = new S3Files(new Uri($"{server}/{Guid.NewGuid():N}"), "us-east-1", S3Server.Credentials);
        return S3Server.IsGiven ? place : new AwaitedPlace(place);
    }

    protected override ValueTask CloseAsync()
    {
        place?.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>s3rver answers a put before the object is whole on its disk, which S3 itself never does: here a put ends when it is.</summary>
internal sealed class AwaitedPlace(IFilePlace place) : IFilePlace
{
    public async Task WriteAsync(string name, Stream bytes, DateTimeOffset writtenAt, CancellationToken ct)
    {
        var length = bytes.Length - bytes.Position;
        await place.WriteAsync(name, bytes, writtenAt, ct);
        await Eventually.HoldsAsync(async () => await place.LengthAsync(name, ct) == length, "the object is whole");
    }

    public Task<bool> ReadAsync(string name, Stream to, CancellationToken ct) => place.ReadAsync(name, to, ct);

    public Task<long?> LengthAsync(string name, CancellationToken ct) => place.LengthAsync(name, ct);

    public Task DeleteAsync(string name, CancellationToken ct) => place.DeleteAsync(name, ct);

    public IAsyncEnumerable<(string Name, DateTimeOffset WrittenAt)> ListAsync(string prefix, CancellationToken ct) =>
        place.ListAsync(prefix, ct);
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
