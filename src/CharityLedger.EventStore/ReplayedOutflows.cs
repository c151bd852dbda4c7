using CharityLedger.Contracts;

namespace CharityLedger.EventStore;

/// <summary>
/// The outflows of a log that is replayed, and what came back of each: only what was spent comes back, into the bucket that it
/// left, and no part of it twice.
/// </summary>
internal sealed class ReplayedOutflows
{
    private readonly Dictionary<(long Position, int Posting), Outflow> made = [];

    /// <summary>Takes the next posting of the log.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? Replay(StoredEvent stored, int index)
    {
        var postings = stored.Headers.Postings!;
        var posting = postings[index];
        if (posting.Out is not null) made[(stored.Position, index)] = new Outflow(stored.Tenant, posting.Bucket, posting.AmountFen);
        if (posting.From is { } from && (from < 0 || from >= index || postings[from].Out is null || postings[from].AmountFen != posting.AmountFen))
            return "it takes other money than the outflow that feeds it";
        return posting.Of is { } part ? Return(stored, posting, part) : null;
    }

    private string? Return(StoredEvent stored, Posting posting, OutflowPart part)
    {
        if (!made.TryGetValue((part.Position, part.Posting), out var outflow))
            return FormattableString.Invariant($"nothing was spent at position {part.Position} that could come back");
        if ((outflow.Tenant, outflow.Bucket) != (stored.Tenant, posting.Bucket))
            return FormattableString.Invariant($"what comes back left “{outflow.Bucket}” at position {part.Position}");
        var offset = part.Offset;
        if (offset.From < 0 || offset.Length != posting.AmountFen || offset.To > outflow.Fen)
            return FormattableString.Invariant($"more comes back than the {outflow.Fen} fen that left at position {part.Position}");
        if (outflow.Back.Any(b => b.From < offset.To && offset.From < b.To))
            return FormattableString.Invariant($"[{offset.From},{offset.To}) of what left at position {part.Position} came back before");
        made[(part.Position, part.Posting)] = outflow with { Back = [.. outflow.Back, offset] };
        return null;
    }

    private readonly record struct Outflow(string Tenant, Bucket Bucket, long Fen)
    {
        private readonly Interval[]? back;

        /// <summary>What came back of it.</summary>
        public Interval[] Back
        {
            get => back ?? [];
            init => back = value;
        }
    }
}
