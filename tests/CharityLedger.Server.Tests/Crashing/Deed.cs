using System.Globalization;
using System.Net;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>A command that a caller wants carried out, and the bucket or thing that it concerns. Amounts in fen.</summary>
internal abstract record Deed(string Key, long Amount)
{
    public const string Day = "2026-03-02";

    /// <summary>Who asks for it.</summary>
    public virtual Who By => Who.Cashier;

    /// <summary>Where it is posted.</summary>
    public abstract string Path { get; }

    /// <summary>What is posted.</summary>
    public abstract object Body { get; }

    /// <summary>The status of the answer that it was done.</summary>
    public virtual HttpStatusCode Done => HttpStatusCode.Created;

    /// <summary>Refusals that it may rightly meet; everything else is a defect.</summary>
    public virtual IReadOnlyList<string> Refusals => [];

    /// <summary>The key under which the log must have it.</summary>
    public virtual string LogKey => Key;

    /// <summary>The stream that its first event must stand in, by the id that was acknowledged.</summary>
    public abstract string StreamOf(string id);

    /// <summary>Asks for it once.</summary>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="IOException">There was no whole answer.</exception>
    public virtual Task<Answer> AskAsync(Api api) => api.PostAsync(Path, Body, Key);

    /// <summary>Whether an answer to the same deed asked again is as it must be.</summary>
    public virtual bool IsRepeat(Answer first, Answer again) =>
        (first.Status, first.Body.GetRawText()) == (again.Status, again.Body.GetRawText());

    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key}: {Path} {Amount}");

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

/// <summary>Whose token a deed is asked for with; each is a user of one federation.</summary>
internal enum Who
{
    /// <summary>The only one of a federation where one person does everything.</summary>
    Cashier,

    /// <summary>Asks for payments in a federation where others approve and carry out.</summary>
    Clerk,

    /// <summary>Approves what the clerk asked for.</summary>
    Approver,

    /// <summary>Carries it out.</summary>
    Treasurer,

    /// <summary>Imports lists into a federation that has nothing else.</summary>
    Importer,
}

/// <summary>A deed that the ledger said it had done.</summary>
internal sealed record Acknowledged(Deed Deed, Answer Answer)
{
    public string Id => Answer.Id;

    public long Position => Answer.Position;

    public override string ToString() => $"{Deed}, answered {Answer.Body}";
}
