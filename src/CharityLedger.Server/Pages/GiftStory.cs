using CharityLedger.Contracts;
using CharityLedger.Projections.Traces;

namespace CharityLedger.Server.Pages;

/// <summary>A part of a gift that went into a payment or a refund, or lies in a fund.</summary>
/// <param name="On">When it was spent or given back; null where it lies.</param>
/// <param name="Purpose">What it was spent on.</param>
/// <param name="Payee">Who received it.</param>
/// <param name="Pot">The fund it was taken from, or lies in.</param>
/// <param name="Way">How it came there, in words.</param>
/// <param name="Fen">Amount in fen.</param>
public sealed record StoryLine(DateOnly? On, string? Purpose, string? Payee, string Pot, IReadOnlyList<string> Way,
    long Fen);

/// <summary>Where a gift went, as its donor reads it. Used, fee, refunded and left together are the gift.</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Pot">What it was given for.</param>
/// <param name="Uses">Payments and distributions that it went into, and losses, by date.</param>
/// <param name="Refunds">What went back.</param>
/// <param name="Left">What is left, and where.</param>
/// <param name="FeeFen">Management fee set aside from it, as far as it lies there.</param>
public sealed record GiftStory(GiftLine Gift, string Pot, IReadOnlyList<StoryLine> Uses,
    IReadOnlyList<StoryLine> Refunds,
    IReadOnlyList<StoryLine> Left, long FeeFen)
{
    /// <summary>Used, in fen.</summary>
    public long UsedFen => Uses.Sum(u => u.Fen);

    /// <summary>Given back, in fen.</summary>
    public long RefundedFen => Refunds.Sum(r => r.Fen);

    /// <summary>Left for use, in fen.</summary>
    public long LeftFen => Left.Sum(l => l.Fen);

    /// <summary>The shares of the bar, in order.</summary>
    public IEnumerable<(string Role, long Fen)> Shares =>
        new[] { ("used", UsedFen), ("fee", FeeFen), ("refunded", RefundedFen), ("left", LeftFen) }
            .Where(s => s.Item2 > 0);

    /// <summary>Tells a trace in words.</summary>
    public static GiftStory Of(GiftLine gift, GiftTrace trace, Pots pots, Texts texts)
    {
        var row = gift.Gift;
        var lies = trace.Parts.Where(p => p.Use == TraceUse.Unspent).ToList();
        return new GiftStory(gift, pots.NameOf(Bucket.Of(row.Fund, row.Campaign, row.Purpose), row.OccurredOn),
            Lines(trace.Parts.Where(p => p.Use is TraceUse.Paid or TraceUse.Lost)),
            Lines(trace.Parts.Where(p => p.Use == TraceUse.Refunded)),
            Lines(lies.Where(p => p.Bucket != Bucket.Management)),
            lies.Where(p => p.Bucket == Bucket.Management).Sum(p => p.AmountFen));

        IReadOnlyList<StoryLine> Lines(IEnumerable<TracePart> parts) =>
        [
            .. parts.GroupBy(p => (p.Outflow, p.Bucket, p.Federation, Way: string.Join('\n', p.Steps.Select(Step))))
                .Select(g => new StoryLine(g.Key.Outflow?.OccurredOn, PurposeOf(g.First()), g.Key.Outflow?.Payee,
                    g.Key.Federation ?? pots.NameOf(g.Key.Bucket, g.Key.Outflow?.OccurredOn), [.. g.First().Steps.Select(Step)], g.Sum(p => p.AmountFen)))
                .OrderBy(l => l.On),
        ];

        string? PurposeOf(TracePart part) => part.Use == TraceUse.Lost
            ? texts.Of("story.lost", part.Outflow!.Purpose)
            : part.Outflow?.Purpose;

        string Step(TraceStep step) => step.Kind == "return"
            ? texts.Of("story.returned", Site.Date(step.OccurredOn))
            : texts.Of("story.allocated", Site.Date(step.OccurredOn), pots.NameOf(step.Bucket, step.OccurredOn));
    }
}
