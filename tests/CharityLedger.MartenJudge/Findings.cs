using CharityLedger.Contracts.Events;

namespace CharityLedger.MartenJudge;

/// <summary>What the program read.</summary>
public sealed record LogFindings
{
    /// <summary>Events of all tenants, by alias.</summary>
    public required IReadOnlyDictionary<string, int> Types { get; init; }

    /// <summary>Their positions in the order in which Marten gave them.</summary>
    public required IReadOnlyList<long> Positions { get; init; }

    /// <summary>How many events each tenant has.</summary>
    public required IReadOnlyDictionary<string, int> Tenants { get; init; }

    /// <summary>Sum of all gifts in money of the tenant, asked for by type, in fen.</summary>
    public required long ReceivedFen { get; init; }

    /// <summary>The stream that was named, aggregated live.</summary>
    public required GiftLife? Gift { get; init; }

    /// <summary>Users named in the headers of its events.</summary>
    public required IReadOnlyList<string?> Users { get; init; }
}

/// <summary>A gift from its stream alone.</summary>
public sealed class GiftLife
{
    public string Id { get; set; } = "";

    public long ReceivedFen { get; set; }

    public long RefundedFen { get; set; }

    public int Version { get; set; }

    public void Apply(GiftReceived gift) => ReceivedFen += gift.AmountFen;

    public void Apply(GiftRefunded refund) => RefundedFen += refund.AmountFen;
}

/// <summary>What was given to a fund, as the program's own projection says.</summary>
public sealed class GivenToFund
{
    public string Id { get; set; } = "";

    public long GivenFen { get; set; }

    public int Gifts { get; set; }
}
