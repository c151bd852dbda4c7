using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Screening;

/// <summary>Who receives money or goods.</summary>
/// <param name="Name">Name: an organisation, or people in general words.</param>
/// <param name="Field">Where the request names it.</param>
/// <param name="RelatedParty">Its id in the register of related parties, as declared.</param>
/// <param name="Decision">The decision that allows the dealing, as declared.</param>
public sealed record Receiver(string Name, string Field, string? RelatedParty = null, string? Decision = null)
{
    /// <summary>Other names and ids under which it may be known, as the register of contacts has it.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The fund whose money or goods it receives.</summary>
    public string? Fund { get; init; }

    /// <summary>The donors whose names that fund ever bore: who was replaced stays barred.</summary>
    public IReadOnlyList<string> Sponsors { get; init; } = [];
}

/// <summary>What the lists and the register said.</summary>
/// <param name="Context">The command, which asserts now that the lists still stand as they were read.</param>
/// <param name="Refusal">Why it may not be; null where it may.</param>
public sealed record Asked(CommandContext Context, Refusal? Refusal)
{
    /// <summary>A decision, unless it may not be; what else is wrong with a request is said first.</summary>
    public Result<T> Unless<T>(Result<T> decision) => decision.Refusal is null && Refusal is not null ? Refusal : decision;
}

/// <summary>
/// The one place that every way of money and goods in and out asks who stands at its other end: the federation's lists of
/// blocked names (名单筛查), and for who receives also its register of related parties (关联方名册). A gift of money is not
/// refused but held: see <see cref="Screen.Hold"/>.
/// </summary>
public sealed class Counterparties(NameScreen names, Parties register, DonorVault vault)
{
    /// <summary>Asks about who gives, or promises to; anonymous where the name is null.</summary>
    public Task<Asked> GiverAsync(CommandContext context, string? name, string field, CancellationToken ct) =>
        GiversAsync(context, [name], field, ct);

    /// <summary>Asks about all who give.</summary>
    public async Task<Asked> GiversAsync(CommandContext context, IEnumerable<string?> givers, string field, CancellationToken ct)
    {
        if (context.IsPaid) return new Asked(context, null);
        var screen = await names.OfAsync(context.Caller.Federation, ct);
        var list = givers.Select(screen.ListOf).FirstOrDefault(l => l is not null);
        return new Asked(Asserting(context, screen.Asserted), list is null ? null : Listed(list, field));
    }

    /// <summary>
    /// Asks about somebody whose name is sealed, who gave it or gets it back; what goes back to its giver is no dealing with a
    /// related party. Whose key was destroyed has no name any more.
    /// </summary>
    public async Task<Asked> SealedAsync(CommandContext context, DonorRef? donor, string field, CancellationToken ct) =>
        await GiverAsync(context, donor is null ? null : (await vault.OpenAsync(context.Caller.Federation, donor, ct))?.Name, field, ct);

    /// <summary>Asks about who receives.</summary>
    /// <param name="context">The command.</param>
    /// <param name="receiver">Who receives; null where it stays with the federation.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Asked> ReceiverAsync(CommandContext context, Receiver? receiver, CancellationToken ct)
    {
        if (receiver is null || context.IsPaid) return new Asked(context, null);
        IReadOnlyList<string> names = [receiver.Name, .. receiver.Names];
        var asked = await GiversAsync(context, names, receiver.Field, ct);
        if (asked.Refusal is not null) return asked;
        var parties = await register.OfAsync(context.Caller.Federation, ct);
        return asked with
        {
            Refusal = names.Select(n => parties.CheckReceiver(n, receiver.Field, receiver.Fund, receiver.Sponsors, receiver.RelatedParty,
                receiver.Decision))
                .FirstOrDefault(r => r is not null),
        };
    }

    /// <summary>As <see cref="ReceiverAsync"/>, and writes down in the same command which related party was declared.</summary>
    /// <param name="context">The command.</param>
    /// <param name="receiver">Who receives; null where it stays with the federation.</param>
    /// <param name="dealing">Id of what is received, such as of a distribution.</param>
    /// <param name="on">Its business date.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Asked> DealingAsync(
        CommandContext context, Receiver? receiver, string dealing, DateOnly on, CancellationToken ct)
    {
        var asked = await ReceiverAsync(context, receiver, ct);
        if (asked.Refusal is not null || receiver is not { RelatedParty: { } party, Decision: { } decision }) return asked;
        var stated = new StreamWrite(Streams.Dealing(dealing), ExpectedVersion.NoStream,
            [NewEvent.Of(new RelatedDealingStated(dealing, party, decision, on))]);
        return asked with { Context = Asserting(asked.Context, [stated]) };
    }

    private static CommandContext Asserting(CommandContext context, IReadOnlyList<StreamWrite> writes) =>
        context with { Also = [.. context.Also, .. writes] };

    private static Refusal Listed(string list, string field) =>
        new(RefusalCode.ScreeningMatch, $"The name is on the list {list}.", field);
}
