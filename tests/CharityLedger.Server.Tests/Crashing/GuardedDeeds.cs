using System.Net;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>A payment is asked for; nothing is paid yet.</summary>
internal sealed record Request(string Key, long Amount) : Deed(Key, Amount)
{
    public override Who By => Who.Clerk;

    public override string Path => "payments";

    public override object Body => new { amountFen = Amount, payee = "Some clinic", purpose = "Beds", occurredOn = Day };

    public override HttpStatusCode Done => HttpStatusCode.Accepted;

    public override string StreamOf(string id) => "request-" + id;
}

/// <summary>Somebody else approves what was asked for.</summary>
internal sealed record Approval(string Key, long Amount, string Of) : Deed(Key, Amount)
{
    public override Who By => Who.Approver;

    public override string Path => $"requests/{Of}/approvals";

    public override object Body => new { };

    public override string StreamOf(string id) => "request-" + Of;
}

/// <summary>A third one pays.</summary>
internal sealed record Execution(string Key, long Amount, string Of) : Deed(Key, Amount)
{
    public override Who By => Who.Treasurer;

    public override string Path => $"requests/{Of}/execution";

    public override object Body => new { };

    // It happens once, whoever asks for it under whatever key.
    public override string LogKey => "request/" + Of;

    public override string StreamOf(string id) => "request-" + Of;
}
