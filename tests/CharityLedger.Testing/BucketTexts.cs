using CharityLedger.Contracts;

namespace CharityLedger.Testing;

/// <summary>Buckets of tests, which write their ids out as the log holds them, or make some up.</summary>
public static class BucketTexts
{
    /// <summary>The bucket with a text.</summary>
    public static Bucket AsBucket(this string text) => Bucket.Stored(text);
}
