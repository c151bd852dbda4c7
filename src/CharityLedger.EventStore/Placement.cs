using CharityLedger.Contracts;

namespace CharityLedger.EventStore;

/// <summary>Where a posting comes to lie on its bucket's line, and what the line is after it.</summary>
internal static class Placement
{
    /// <param name="request">What is asked.</param>
    /// <param name="line">The bucket's line before.</param>
    /// <param name="earlier">The postings of the same event that found their place already.</param>
    /// <param name="first">Position of the command's first event.</param>
    /// <param name="made">Postings of the command's events before this one.</param>
    /// <returns>The line after and the posting; or, without a line, why not.</returns>
    public static (BucketLine? After, Posting? Posting, AppendRefusal Refusal) Of(
        PostingRequest request, BucketLine line, List<Posting> earlier, long first, IReadOnlyList<IReadOnlyList<Posting>> made)
    {
        switch (request)
        {
            case PostingRequest.Inflow inflow:
                return Receive(line, inflow.AmountFen, false, p => new Posting(inflow.Bucket, In: p));
            case PostingRequest.TransferIn transfer:
                var moved = earlier[transfer.From].Out!.Sum(s => s.Length);
                return Receive(line, moved, false, p => new Posting(transfer.Bucket, In: p, From: transfer.From));
            case PostingRequest.Crossing crossing:
                var sent = made[crossing.Event][crossing.Posting].AmountFen;
                var source = new OutflowPart(first + crossing.Event, crossing.Posting, new Interval(0, sent));
                return Receive(line, sent, false, p => new Posting(crossing.Bucket, In: p, Across: source));
            case PostingRequest.Return back:
                return Receive(line, back.Of.Offset.Length, true, p => new Posting(back.Bucket, In: p, From: back.From, Of: back.Of));
            case PostingRequest.Outflow outflow:
                if (!IsAmount(outflow.AmountFen)) return (null, null, AppendRefusal.LimitExceeded);
                return line.Spend(outflow.AmountFen) is { } spent
                    ? (spent.Line, new Posting(outflow.Bucket, Out: spent.Slices), default)
                    : (null, null, AppendRefusal.InsufficientFunds);
            case PostingRequest.Take take:
                return line.Take(take.Positions) switch
                {
                    null => (null, null, AppendRefusal.TraceChanged),
                    { } taken when taken.Available < 0 => (null, null, AppendRefusal.InsufficientFunds),
                    { } taken => (taken, new Posting(take.Bucket, Out: take.Positions), default),
                };
            default:
                throw new InvalidOperationException($"No rule places {request.GetType().Name}.");
        }
    }

    private static (BucketLine?, Posting?, AppendRefusal) Receive(
        BucketLine line, long amount, bool isReturn, Func<Interval, Posting> posting)
    {
        if (!IsAmount(amount)) return (null, null, AppendRefusal.LimitExceeded);
        return line.Receive(amount, isReturn) is { } received
            ? (received.Line, posting(received.In), default)
            : (null, null, AppendRefusal.LimitExceeded);
    }

    private static bool IsAmount(long fen) => fen is > 0 and <= BucketLine.MaxAmount;
}
