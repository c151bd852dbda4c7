using CharityLedger.Contracts;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>The codes that a test makes the ledger answer with.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RefusesAttribute(params RefusalCode[] codes) : Attribute
{
    public IReadOnlyList<RefusalCode> Codes { get; } = codes;
}
