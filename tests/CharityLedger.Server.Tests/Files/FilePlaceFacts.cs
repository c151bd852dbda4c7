using System.Security.Cryptography;
using System.Text;
using CharityLedger.Server.Access;
using CharityLedger.Server.Files;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Files;

/// <summary>What holds of stored files wherever they lie. Every place inherits these facts.</summary>
public abstract class FilePlaceFacts : IAsyncLifetime
{
    private const long Most = 64 << 20;
    private static readonly FileName Upload = FileName.Upload("city", "list-1");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("charityledger-files-");
    private readonly FakeClock clock = new(DateTimeOffset.UtcNow);
    private IFilePlace place = null!;
    private FileStore store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        place = await OpenAsync(folder.FullName, clock);
        store = new FileStore(place, MasterKey.Load(folder.FullName), Path.Combine(folder.FullName, "spool"), clock);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_007)]
    public async Task What_was_put_comes_back_and_can_be_read_from_anywhere(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var kept = await store.PutAsync(Upload, new Trickle(content), Most, Ct);
        Assert.Equal(new FileContent(Convert.ToHexStringLower(SHA256.HashData(content)), size), kept);
        Assert.Equal(size, await store.SizeAsync(Upload, Ct));

        await using var file = (await store.OpenAsync(Upload, Ct))!;
        Assert.Equal(kept, file.Content);
        Assert.Equal(content, await AllAsync(file));
        foreach (var at in new[] { size / 2, 0, size, Math.Max(0, size - 3) })
        {
            file.Position = at;
            Assert.Equal(content[at..], await AllAsync(file));
        }
    }

    [Fact]
    public async Task Nothing_that_is_stored_shows_the_content()
    {
        var content = Encoding.UTF8.GetBytes("王小明 13800000000");
        await store.PutAsync(Upload, new MemoryStream(content), Most, Ct);
        Assert.Equal(-1, (await RawAsync(Upload)).AsSpan().IndexOf(content.AsSpan(0, 9)));
    }

    [Fact]
    public async Task A_file_that_was_never_put_or_was_deleted_is_not_there()
    {
        Assert.Null(await store.OpenAsync(Upload, Ct));
        Assert.Null(await store.SizeAsync(Upload, Ct));
        await store.DeleteAsync(Upload, Ct);
        await PutAsync(Upload, 100);
        await store.DeleteAsync(Upload, Ct);
        Assert.Null(await store.OpenAsync(Upload, Ct));
        Assert.Null(await store.SizeAsync(Upload, Ct));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_file_that_is_changed_or_cut_off_anywhere_does_not_open()
    {
        const int Chunk = 65_536 + 16;
        await PutAsync(Upload, 2 * 65_536 + 100);
        var whole = await RawAsync(Upload);
        foreach (var at in new[] { 0, 1, 32, 33, 33 + Chunk - 1, 33 + Chunk, whole.Length - 56 - 1, whole.Length - 56, whole.Length - 1 })
        {
            var changed = whole.ToArray();
            changed[at] ^= 1;
            await BreaksAsync(changed);
        }

        foreach (var length in new[] { 0, 1, 33, 88, 89, 33 + Chunk, 33 + 2 * Chunk, whole.Length - 56, whole.Length - 1 })
            await BreaksAsync(whole[..length]);
        var (header, first, second, rest) = (whole[..33], whole[33..(33 + Chunk)], whole[(33 + Chunk)..(33 + 2 * Chunk)], whole[(33 + 2 * Chunk)..]);
        await BreaksAsync([.. header, .. second, .. first, .. rest]);
        await BreaksAsync([.. header, .. first, .. first, .. rest]);
        await BreaksAsync([.. header, .. first, .. rest]);
        await BreaksAsync([.. header, .. first, .. second, .. rest[^56..]]);
        await BreaksAsync([.. whole, .. new byte[Chunk]]);

        await WriteRawAsync(Upload, whole);
        await using var file = await store.OpenAsync(Upload, Ct);
        Assert.NotNull(file);
    }

    [Fact]
    public async Task A_file_opens_under_its_own_name_and_its_own_key_alone()
    {
        await PutAsync(Upload, 1_000);
        var bytes = await RawAsync(Upload);
        foreach (var other in new[] { FileName.Upload("city", "list-2"), FileName.Upload("town", "list-1") })
        {
            await WriteRawAsync(other, bytes);
            await Assert.ThrowsAsync<BrokenFileException>(() => store.OpenAsync(other, Ct));
        }

        var stranger = Directory.CreateTempSubdirectory("charityledger-key-");
        var other2 = new FileStore(place, MasterKey.Load(stranger.FullName), stranger.FullName, clock);
        await Assert.ThrowsAsync<BrokenFileException>(() => other2.OpenAsync(Upload, Ct));
        stranger.Delete(recursive: true);
    }

    [Fact]
    public async Task A_sender_who_breaks_off_or_sends_too_much_leaves_what_was_there()
    {
        var before = await PutAsync(Upload, 200_000);
        await Assert.ThrowsAsync<IOException>(() => store.PutAsync(Upload, new Trickle(new byte[300_000], breaksOff: true), Most, Ct));
        await Assert.ThrowsAsync<OversizeFileException>(() => store.PutAsync(Upload, new MemoryStream(new byte[300_000]), 299_999, Ct));
        Assert.NotNull(await store.PutAsync(FileName.Upload("city", "all"), new MemoryStream(new byte[300_000]), 300_000, Ct));
        await IsAsync(before);
    }

    [Fact]
    public async Task A_writing_that_breaks_off_leaves_what_was_there()
    {
        var before = await PutAsync(Upload, 1_000_000);
        var bytes = await RawAsync(Upload);
        foreach (var name in new[] { Upload, FileName.Upload("city", "new") })
            await Assert.ThrowsAnyAsync<Exception>(() => place.WriteAsync(name.Text, new Trickle(bytes, breaksOff: true), clock.Now, Ct));
        await IsAsync(before);
        Assert.Equal([Upload.Text], await ListAsync());
    }

    [Fact]
    public async Task Writers_and_readers_of_one_name_at_once_have_a_whole_file_each()
    {
        Assert.SkipUnless(ReplacesAtOnce, "s3rver writes over the old object in place, as S3 doesn't: set CHARITYLEDGER_S3.");
        var known = new HashSet<string> { (await PutAsync(Upload, 700_000)).Sha256 };
        var contents = Enumerable.Range(0, 6).Select(i => RandomNumberGenerator.GetBytes(600_000 + i * 70_000)).ToList();
        known.UnionWith(contents.Select(c => Convert.ToHexStringLower(SHA256.HashData(c))));
        var writing = contents.Select(c => Task.Run(() => store.PutAsync(Upload, new MemoryStream(c), Most, Ct), Ct)).ToList();
        var all = Task.WhenAll(writing);
        do
        {
            await using var file = await store.OpenAsync(Upload, Ct);
            Assert.Contains(file!.Content.Sha256, known);
        }
        while (!all.IsCompleted);
        await all;
        await using var last = await store.OpenAsync(Upload, Ct);
        Assert.Contains(last!.Content.Sha256, known);
    }

    [Fact]
    public async Task Evidence_is_kept_under_its_own_digest_alone_and_sent_again_mends_what_is_broken()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var name = FileName.Evidence("city", Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Null(await store.PutAsync(name, new MemoryStream(content, 1, 99_999), Most, Ct));
        Assert.Null(await store.OpenAsync(name, Ct));

        Assert.NotNull(await store.PutAsync(name, new MemoryStream(content), Most, Ct));
        var stored = await RawAsync(name);
        Assert.Null(await store.PutAsync(name, new MemoryStream(content, 1, 99_999), Most, Ct));
        Assert.NotNull(await store.PutAsync(name, new MemoryStream(content), Most, Ct));
        Assert.Equal(stored, await RawAsync(name));

        await WriteRawAsync(name, stored[..50_000]);
        await Assert.ThrowsAsync<BrokenFileException>(() => store.OpenAsync(name, Ct));
        Assert.NotNull(await store.PutAsync(name, new MemoryStream(content), Most, Ct));
        await using var mended = (await store.OpenAsync(name, Ct))!;
        Assert.Equal(content, await AllAsync(mended));
    }

    [Fact]
    public async Task A_forgotten_upload_is_swept_and_nothing_else()
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData([7]));
        await store.PutAsync(FileName.Evidence("city", digest), new MemoryStream([7]), Most, Ct);
        await PutAsync(Upload, 1_000);
        Assert.Equal(0, await store.SweepAsync(Ct));
        clock.Advance(FileStore.UploadsKept - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await store.SweepAsync(Ct));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await store.SweepAsync(Ct));
        Assert.Null(await store.OpenAsync(Upload, Ct));
        await using var evidence = await store.OpenAsync(FileName.Evidence("city", digest), Ct);
        Assert.NotNull(evidence);
    }

    /// <summary>Whether readers see the old file or the new one at any moment.</summary>
    protected virtual bool ReplacesAtOnce => true;

    /// <summary>An empty place.</summary>
    /// <param name="folder">A folder for what it needs on this machine.</param>
    /// <param name="clock">The test's clock.</param>
    protected abstract Task<IFilePlace> OpenAsync(string folder, TimeProvider clock);

    /// <summary>Gives back what it took.</summary>
    protected abstract ValueTask CloseAsync();

    private static async Task<byte[]> AllAsync(Stream file)
    {
        using var all = new MemoryStream();
        await file.CopyToAsync(all, 10_007, Ct);
        return all.ToArray();
    }

    private async Task<FileContent> PutAsync(FileName name, int size) =>
        (await store.PutAsync(name, new MemoryStream(RandomNumberGenerator.GetBytes(size)), Most, Ct))!;

    private async Task IsAsync(FileContent content)
    {
        await using var file = await store.OpenAsync(Upload, Ct);
        Assert.Equal(content, file!.Content);
    }

    private async Task BreaksAsync(byte[] bytes)
    {
        await WriteRawAsync(Upload, bytes);
        await Assert.ThrowsAsync<BrokenFileException>(() => store.OpenAsync(Upload, Ct));
    }

    private Task WriteRawAsync(FileName name, byte[] bytes) => place.WriteAsync(name.Text, new MemoryStream(bytes), clock.Now, Ct);

    private async Task<byte[]> RawAsync(FileName name)
    {
        using var bytes = new MemoryStream();
        Assert.True(await place.ReadAsync(name.Text, bytes, Ct));
        Assert.Equal(bytes.Length, await place.LengthAsync(name.Text, Ct));
        return bytes.ToArray();
    }

    private async Task<List<string>> ListAsync()
    {
        var names = new List<string>();
        await foreach (var (name, _) in place.ListAsync(FileName.Uploads, Ct)) names.Add(name);
        return names;
    }
}
