namespace CharityLedger.Server.Tests.Crashing;

/// <summary>A command that a caller wants carried out, and the bucket or thing that it concerns. Amounts in fen.</summary>
internal abstract record Deed(string Key, long Amount)
{
    public const string Day = "2026-03-02";

    /// <summary>Where it is posted.</summary>
    public abstract string Path { get; }

    /// <summary>What is posted.</summary>
    public abstract object Body { get; }

    /// <summary>Refusals that it may rightly meet; everything else is a defect.</summary>
    public virtual IReadOnlyList<string> Refusals => [];

    /// <summary>The stream that its event must stand in, by the id that was acknowledged.</summary>
    public abstract string StreamOf(string id);

    internal sealed record Gift(string Key, long Amount, string? Fund) : Deed(Key, Amount)
    {
        public override string Path => "gifts";

        public override object Body => new
        {
            amountFen = Amount, channel = "bank", fund = Fund, occurredOn = Day,
            donor = new { name = "甲" + Key, kind = "person", naming = "masked" },
        };

        public override string StreamOf(string id) => "gift-" + id;
    }

    internal sealed record Payment(string Key, long Amount, string? Fund) : Deed(Key, Amount)
    {
        public override string Path => "payments";

        public override object Body => new { amountFen = Amount, payee = "Some school", purpose = "Books", fund = Fund, occurredOn = Day };

        public override IReadOnlyList<string> Refusals => ["insufficient_funds"];

        public override string StreamOf(string id) => "payment-" + id;
    }

    internal sealed record Allocation(string Key, long Amount, string Fund) : Deed(Key, Amount)
    {
        public override string Path => "allocations";

        public override object Body => new { amountFen = Amount, fund = Fund, purpose = "Books", occurredOn = Day };

        public override IReadOnlyList<string> Refusals => ["insufficient_funds"];

        public override string StreamOf(string id) => "allocation-" + id;
    }

    internal sealed record Reversal(string Key, long Amount, string Of) : Deed(Key, Amount)
    {
        public override string Path => $"payments/{Of}/reversals";

        public override object Body => new { amountFen = Amount, reason = "Wrong account", occurredOn = Day };

        public override string StreamOf(string id) => "payment-" + Of;
    }

    internal sealed record Refund(string Key, long Amount, string Of) : Deed(Key, Amount)
    {
        public override string Path => $"gifts/{Of}/refunds";

        public override object Body => new { amountFen = Amount, ground = "payment_error", reason = "Paid twice", occurredOn = Day };

        // Others spend and bring back money of the same buckets at the same time.
        public override IReadOnlyList<string> Refusals => ["refund_exceeds_unspent", "version_conflict"];

        public override string StreamOf(string id) => "gift-" + Of;
    }
}

/// <summary>A deed that the ledger said it had done.</summary>
internal sealed record Acknowledged(Deed Deed, string Id, long Position);
