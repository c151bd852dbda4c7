using CharityLedger.Contracts;
using CharityLedger.EventStore;

namespace CharityLedger.Projections.Traces;

/// <summary>What became of a fen.</summary>
public enum TraceUse
{
    /// <summary>It lies in its bucket.</summary>
    Unspent,

    /// <summary>It was paid out.</summary>
    Paid,

    /// <summary>It went back to its donor.</summary>
    Refunded,

    /// <summary>Goods lost it: written off, or sold for less than they were worth.</summary>
    Lost,
}

/// <summary>A station on the way: an allocation that carried the money into a bucket, or a payment that came back into
/// one.</summary>
/// <param name="Kind"><c>transfer</c> or <c>return</c>.</param>
/// <param name="Id">Id of the allocation or of the reversal.</param>
/// <param name="OccurredOn">Business date.</param>
/// <param name="Bucket">The bucket it came into.</param>
public sealed record TraceStep(string Kind, string Id, DateOnly OccurredOn, Bucket Bucket);

/// <summary>The payment, distribution, refund or loss that a part of a gift went into.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OccurredOn">Business date.</param>
/// <param name="Payee">Who received a payment.</param>
/// <param name="Purpose">What a payment was for.</param>
public sealed record TraceOutflow(string Id, DateOnly OccurredOn, string? Payee, string? Purpose);

/// <summary>A part of a gift that shared one fate.</summary>
/// <param name="Offset">Which fen of the gift: its offsets, its parts counted in the order of the event.</param>
/// <param name="Use">What became of them.</param>
/// <param name="Bucket">Where they lie, or lay when they were spent.</param>
/// <param name="Line">The positions they have on that bucket's line.</param>
/// <param name="Outflow">What they went into; null where unspent.</param>
/// <param name="Steps">How they came into the bucket, from the gift on.</param>
/// <param name="Federation">The other federation whose bucket it is; null where it is the gift's own.</param>
public sealed record TracePart(
    Interval Offset, TraceUse Use, Bucket Bucket, Interval Line, TraceOutflow? Outflow, IReadOnlyList<TraceStep> Steps,
    string? Federation = null)
{
    /// <summary>Whether it can be given back: unspent, here, and no part of a trust's property.</summary>
    public bool IsRefundable => Use == TraceUse.Unspent && Federation is null && Bucket.Trust is null;

    /// <summary>Amount in fen.</summary>
    public long AmountFen => Offset.Length;
}

/// <summary>What became of a gift, fen by fen: attributed by the published rule (interval FIFO).</summary>
/// <param name="Gift">The gift.</param>
/// <param name="OccurredOn">Date of receipt.</param>
/// <param name="AmountFen">Its amount.</param>
/// <param name="Position">The log up to here is in the trace.</param>
/// <param name="Parts">Its parts, ascending and without gap; together the whole gift.</param>
/// <param name="Guards">Reversals that each bucket of the trace had seen; a refund decided on this trace carries
/// them.</param>
public sealed record GiftTrace(string Gift, DateOnly OccurredOn, long AmountFen, long Position,
    IReadOnlyList<TracePart> Parts, IReadOnlyList<ReturnsGuard> Guards)
{
    /// <summary>What of it is unspent here, in fen: the most that can be refunded.</summary>
    public long UnspentFen => Parts.Where(p => p.IsRefundable).Sum(p => p.AmountFen);

    /// <summary>
    /// The positions that a refund takes: the gift's own unspent ones, from the last of its trace backwards, one
    /// posting for
    /// each bucket in the order in which they are met.
    /// </summary>
    /// <returns>Null where less is unspent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not positive.</exception>
    public IReadOnlyList<PostingRequest.Take>? Refund(long amountFen) => Takes(Last(amountFen, Parts.Where(p => p.IsRefundable)));

    /// <summary>What of it lies unspent in a bucket, in fen.</summary>
    public long UnspentIn(Bucket bucket) => Lying(bucket).Sum(p => p.AmountFen);

    /// <summary>The positions that another use takes out of a bucket: the gift's own that lie there, from the last backwards.</summary>
    /// <returns>Null where less of it lies there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not positive.</exception>
    public PostingRequest.Take? Out(Bucket bucket, long amountFen) => Takes(Last(amountFen, Lying(bucket)))?.Single();

    /// <summary>What of it lies unspent in a trust, from the last backwards.</summary>
    /// <returns>Null where less of it lies there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not positive.</exception>
    public IReadOnlyList<TracePart>? LastIn(Bucket trustBucket, long amountFen) =>
        Last(amountFen, Parts.Where(p => p is { Use: TraceUse.Unspent, Federation: null } && p.Bucket == trustBucket));

    /// <summary>One posting for each bucket, in the order in which they are met.</summary>
    public static IReadOnlyList<PostingRequest.Take>? Takes(IReadOnlyList<TracePart>? parts) => parts is null
        ? null
        : [.. parts.GroupBy(p => p.Bucket, (bucket, taken) =>
            new PostingRequest.Take(bucket, [.. taken.Select(t => t.Line).OrderBy(l => l.From)]))];

    private IEnumerable<TracePart> Lying(Bucket bucket) => Parts.Where(p => p.IsRefundable && p.Bucket == bucket);

    private static List<TracePart>? Last(long amountFen, IEnumerable<TracePart> parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amountFen);
        var taken = new List<TracePart>();
        foreach (var part in parts.Reverse())
        {
            var amount = Math.Min(amountFen, part.AmountFen);
            taken.Add(part with
            {
                Offset = part.Offset with { From = part.Offset.To - amount },
                Line = part.Line with { From = part.Line.To - amount },
            });
            amountFen -= amount;
            if (amountFen == 0) break;
        }

        return amountFen > 0 ? null : taken;
    }
}
