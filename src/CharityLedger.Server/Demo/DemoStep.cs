using CharityLedger.Domain;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Demo;

/// <summary>
/// One command of the demo, under an idempotency key that never changes, so that a broken-off load goes on.
/// </summary>
internal abstract record DemoStep(string Key)
{
    public sealed record Establish(string Key, EstablishFund.Request Request) : DemoStep(Key);

    public sealed record Give(string Key, ReceiveGift.Request Request) : DemoStep(Key);

    public sealed record Allocate(string Key, AllocateMoney.Request Request) : DemoStep(Key);

    public sealed record Pay(string Key, MakePayment.Request Request) : DemoStep(Key);

    /// <param name="Handle">The handler of some slice, with its request.</param>
    public sealed record Run(string Key, Func<CommandContext, IServiceProvider, CancellationToken, Task<Result<Receipt>>> Handle)
        : DemoStep(Key);

    /// <param name="Payment">Key and date of the payment that partly comes back.</param>
    public sealed record Reverse(string Key, (string Key, DateOnly On) Payment, ReversePayment.Request Request)
        : DemoStep(Key);

    /// <param name="Gift">Key and date of the gift that is given back.</param>
    public sealed record Refund(string Key, (string Key, DateOnly On) Gift, RefundGift.Request Request) : DemoStep(Key);
}
