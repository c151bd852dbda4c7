using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Users;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Access;

/// <summary>
/// The operators of the installation (运维人员): its own users, with a password each. They keep it running, and see no
/// federation's books.
/// </summary>
public sealed class Operators(Ledger ledger, Users users, Passwords passwords)
{
    /// <summary>All of them.</summary>
    public Task<Roster> ReadAsync(CancellationToken ct) => users.ReadAsync(Caller.Operator, ct);

    /// <summary>Adds one, who signs in with this password.</summary>
    /// <param name="name">Id; a-z, 0-9 and dash.</param>
    /// <param name="password">10 to 200 characters.</param>
    /// <param name="by">Who adds.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Result<Receipt>> AddAsync(string name, string password, string by, CancellationToken ct)
    {
        if (Passwords.Refuse(password) is { } weak) return weak;
        var added = new UserAdded(name, [Role.Administrator], ledger.Today);
        var result = await ChangeAsync(name, by, r => r.Add(added, ledger.Today), ct);
        if (result.Refusal is null) await passwords.SetAsync(new Caller(Caller.Operator, name), password, ct);
        return result;
    }

    /// <summary>Sets an operator's password; whoever was signed in with the one before no longer is.</summary>
    public async Task<Refusal?> SetPasswordAsync(string name, string password, CancellationToken ct)
    {
        if (((await ReadAsync(ct)).Find(name) ?? Passwords.Refuse(password)) is { } refusal) return refusal;
        await passwords.SetAsync(new Caller(Caller.Operator, name), password, ct);
        return null;
    }

    /// <summary>Disables one for good, with all tokens that name it; the last one stays.</summary>
    public Task<Result<Receipt>> DisableAsync(string name, string by, CancellationToken ct) =>
        ChangeAsync(name, by, r => r.Disable(new UserDisabled(name, ledger.Today), ledger.Today), ct);

    /// <summary>Asserts all operators, so that two who disable each other at once don't leave none.</summary>
    private async Task<Result<Receipt>> ChangeAsync<TEvent>(
        string name, string by, Func<Roster, Result<TEvent>> decide, CancellationToken ct)
        where TEvent : ILedgerEvent
    {
        var roster = await ReadAsync(ct);
        var decision = decide(roster);
        if (decision.Refusal is { } refusal) return refusal;
        var envelope = new CommandContext(new Caller(Caller.Operator, by), "once-" + Guid.CreateVersion7(), "operator")
            .Envelope(decision.Value, name);
        var version = roster.Users.TryGetValue(name, out var state) ? state.Version : 0;
        var writes = roster.Administrators.Where(a => a.Id != name)
            .Select(a => StreamWrite.Unchanged(Streams.User(a.Id), a.Version))
            .Prepend(new StreamWrite(Streams.User(name), new ExpectedVersion(version), [NewEvent.Of(decision.Value)]));
        var result = await ledger.AppendAsync(envelope, name, [.. writes], [], [], ct);
        users.Forget(Caller.Operator);
        return result;
    }
}
