using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace CharityLedger.Server.Files;

/// <summary>
/// Files as objects in a bucket of a store that speaks S3 (signature version 4), each written by one request.
/// </summary>
public sealed class S3Files : IFilePlace, IDisposable
{
    private readonly AmazonS3Client client;
    private readonly string bucket;
    private readonly string prefix;

    /// <param name="url">Server, bucket and perhaps a prefix: <c>https://host/bucket/prefix</c>.</param>
    /// <param name="region">Region that requests are signed for.</param>
    /// <param name="credentials">Who signs.</param>
    public S3Files(Uri url, string region, AWSCredentials credentials)
    {
        var parts = url.AbsolutePath.Trim('/').Split('/', 2);
        (bucket, prefix) = (parts[0], parts.Length > 1 ? parts[1] + "/" : "");
        client = new AmazonS3Client(credentials, new AmazonS3Config
        {
            ServiceURL = url.GetLeftPart(UriPartial.Authority), ForcePathStyle = true, AuthenticationRegion = region,
            // Other people's servers don't know the newer checksums; the whole body is signed, and sealed.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    public Task WriteAsync(string name, Stream bytes, DateTimeOffset writtenAt, CancellationToken ct) => AskAsync(() =>
        client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = bucket, Key = prefix + name, InputStream = bytes, AutoCloseStream = false, UseChunkEncoding = false,
            ContentType = "application/octet-stream",
        }, ct));

    public async Task<bool> ReadAsync(string name, Stream to, CancellationToken ct)
    {
        try
        {
            return await AskAsync(async () =>
            {
                using var answer = await client.GetObjectAsync(bucket, prefix + name, ct);
                await answer.ResponseStream.CopyToAsync(to, ct);
                return true;
            });
        }
        catch (FilePlaceException e) when (IsMissing(e))
        {
            return false;
        }
    }

    public async Task<long?> LengthAsync(string name, CancellationToken ct)
    {
        try
        {
            return (await AskAsync(() => client.GetObjectMetadataAsync(bucket, prefix + name, ct))).ContentLength;
        }
        catch (FilePlaceException e) when (IsMissing(e))
        {
            return null;
        }
    }

    public Task DeleteAsync(string name, CancellationToken ct) => AskAsync(() => client.DeleteObjectAsync(bucket, prefix + name, ct));

    public async IAsyncEnumerable<(string Name, DateTimeOffset WrittenAt)> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = this.prefix + prefix };
        ListObjectsV2Response page;
        do
        {
            page = await AskAsync(() => client.ListObjectsV2Async(request, ct));
            foreach (var found in page.S3Objects ?? [])
                yield return (found.Key[this.prefix.Length..], found.LastModified ?? DateTime.MaxValue);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    public void Dispose() => client.Dispose();

    private static async Task<T> AskAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            throw new FilePlaceException($"The store of files failed: {e.Message}", e);
        }
    }

    /// <summary>A bucket that isn't there is another matter than a file that isn't.</summary>
    private static bool IsMissing(FilePlaceException e) =>
        e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };
}
