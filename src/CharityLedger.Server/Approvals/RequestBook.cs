using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Papers;
using CharityLedger.Domain.Users;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Contacts;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Evidence;

namespace CharityLedger.Server.Approvals;

/// <summary>What decisions on requests rest on: the actions, whom a request concerns by now, the users, the rules.</summary>
public sealed class RequestBook(
    Ledger ledger, EventReader reader, Users users, Parties parties, DonorVault vault, Payees payees, IEnumerable<GuardedAction> actions)
{
    private readonly Dictionary<string, GuardedAction> known = actions.ToDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>Names of all that can be asked for.</summary>
    public IReadOnlySet<string> Actions => known.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>The action that a request asks for; refused where this version has none such.</summary>
    internal Result<GuardedAction> ActionOf(RequestState state) => known.TryGetValue(state.Request.Action, out var action)
        ? action
        : new Refusal(RefusalCode.ActionUnknown, $"This version has no action “{state.Request.Action}”; the request can be rejected.");

    /// <summary>Who may carry out an action; nobody where this version doesn't have it.</summary>
    internal IReadOnlyList<Role> ExecutorsOf(string action) => known.GetValueOrDefault(action)?.Executors ?? [];

    /// <summary>The routes of a federation, and the version at which they were read.</summary>
    internal async Task<(ApprovalRoutes Routes, StreamWrite Asserted)> RoutesAsync(string tenant, CancellationToken ct)
    {
        var (routes, version, _) = await ledger.LoadAsync<ApprovalRoutes>(
            tenant, Streams.ApprovalRoutes, (r, e) => (r ?? ApprovalRoutes.None).Evolve(e), ct);
        return (routes ?? ApprovalRoutes.None, StreamWrite.Unchanged(Streams.ApprovalRoutes, version));
    }

    /// <summary>What stands beside a request by the rules of today: who signs it and which papers it must hold; and what asserts those
    /// rules.</summary>
    internal async Task<(IReadOnlyList<NewEvent> Beside, IReadOnlyList<StreamWrite> Asserted, RouteFixed? Route)> RulesAsync(
        GuardedAction action, string tenant, string request, JsonElement input, string? subject, long? amountFen, NamedPayee? payee,
        CancellationToken ct)
    {
        // What goes to one payee within some days is one amount to the rules.
        var facts = action.FactsOf(subject, input, payee is null ? amountFen : SumFen(action, amountFen, payee));
        // Most federations have neither: one question for both tells so.
        var set = await reader.VersionsAsync(tenant, [Streams.ApprovalRoutes, Streams.PaperRules], ct);
        var (routes, routesStood) = set.ContainsKey(Streams.ApprovalRoutes)
            ? await RoutesAsync(tenant, ct) : (ApprovalRoutes.None, StreamWrite.Unchanged(Streams.ApprovalRoutes, 0));
        var (rules, rulesStood) = set.ContainsKey(Streams.PaperRules) ? await ledger.PaperRulesAsync(tenant, ct) : (PaperRules.None, 0);
        var (route, required) = (routes.Fix(facts, request, ledger.Today), rules.Required(facts, ledger.Today));
        var beside = new List<NewEvent>();
        if (route is not null) beside.Add(NewEvent.Of(route));
        if (required.Count > 0) beside.Add(NewEvent.Of(new PapersRequired(request, required)));
        if (payee is not null) beside.Add(NewEvent.Of(payee.Event(request)));
        IReadOnlyList<StreamWrite> summed = payee is null ? []
            : [action.IsSummedAlready ? payee.Stands : payee.Asked(request, amountFen ?? 0, ledger.Today), .. payee.Asserted];
        return (beside, [routesStood, StreamWrite.Unchanged(Streams.PaperRules, rulesStood), .. summed], route);
    }

    /// <summary>The payee whom a request names in the register of contacts; nothing where it names none.</summary>
    internal async Task<Result<NamedPayee?>> PayeeAsync(
        GuardedAction action, string tenant, string request, JsonElement input, CancellationToken ct)
    {
        if (action.PayeeOf(input) is not { } to) return (NamedPayee?)null;
        var payee = await payees.OfAsync(tenant, to, request, ct);
        if (payee.Refusal is { } refusal) return refusal;
        var words = action.PaysOf(input);
        if (words is not null && payee.Value.IsNamedIn(words.Payee + words.Purpose))
        {
            return new Refusal(RefusalCode.PayeeNamedInPublic,
                "The words of a payment are public: they don't name the person whom it goes to.", "payee");
        }

        // Without the account nobody would be called back about it.
        return to.Account is null && payee.Value.Loaded.Details!.Accounts.Count > 0 && words is not { Account: MoneyAccount.Cash }
            ? new Refusal(RefusalCode.ContactAccountUnknown, "The contact has accounts: name the one that is paid to.", "to.account")
            : payee.Value;
    }

    /// <summary>How many approvals a request needs: where its payee gets more within some days, as many as all of it needs.</summary>
    internal int ApprovalsOf(GuardedAction action, JsonElement input, long? amountFen, NamedPayee? payee, Policy policy)
    {
        var own = action.ApprovalsOf(input, policy, ledger.Today);
        return (int)(payee is null || own == 0 ? own
            : Math.Max(own, ApprovalCount.OfPayment(SumFen(action, amountFen, payee), ledger.Today, policy)));
    }

    /// <summary>What a payee gets within some days with what is asked for, in fen.</summary>
    private static long SumFen(GuardedAction action, long? amountFen, NamedPayee payee) =>
        checked((action.IsSummedAlready ? 0 : amountFen ?? 0) + payee.RecentFen);

    /// <summary>Who gains by it and what it moves, as the request and what it concerns tell at this moment.</summary>
    internal async Task<(IReadOnlyList<string> Parties, long? AmountFen)> ConcernsAsync(
        GuardedAction action, string? subject, JsonElement input, string tenant, CancellationToken ct)
    {
        var (gainers, amountFen, about) = action.OutlineOf(subject, input);
        if (about is not { } concerned) return (gainers, amountFen);
        var (_, _, stored) = await ledger.LoadAsync<object>(tenant, concerned.Stream, (s, _) => s, ct);
        var events = stored.Select(e => e.Event).ToList();
        var givers = await RegisteredAsync(tenant, concerned.GiversOf(events), ct);
        return ([.. gainers, .. concerned.GainersOf(events), .. givers], amountFen ?? concerned.AmountFenOf(events));
    }

    /// <summary>A request with whom it concerns by now beside whom it concerned when it was made: trustees change, and givers come
    /// into the register.</summary>
    internal async Task<RequestState?> ByNowAsync(string tenant, RequestState? state, CancellationToken ct)
    {
        if (state is not { Status: RequestStatus.Open, Request: var asked } || !known.TryGetValue(asked.Action, out var action)) return state;
        var (gainers, _) = await ConcernsAsync(action, asked.Subject, asked.Input, tenant, ct);
        // Names of the register are compared, and never stored.
        var names = action.PayeeOf(asked.Input) is { } to ? await payees.NamesAsync(tenant, to, ct) : [];
        return state with { Request = asked with { Parties = [.. asked.Parties.Union(gainers).Union(names)] } };
    }

    /// <summary>Whether nobody's signature is open any more, so that what comes now lies beside what was signed; and what asserts
    /// that.</summary>
    internal async Task<(bool IsSigned, IReadOnlyList<StreamWrite> Asserted)> IsSignedAsync(
        string tenant, RequestState? state, CancellationToken ct)
    {
        if (state is not { Status: RequestStatus.Open }) return (state is not null, []);
        var roster = await users.ReadAsync(tenant, ct);
        var (routes, routesStood) = await RoutesAsync(tenant, ct);
        return (!state.IsSentBack && Approval.IsComplete(state, roster, routes), [routesStood, .. roster.Asserting(state.People)]);
    }

    /// <summary>The roster as this host remembers it, where it knows all who take part: what it says of them is asserted. Otherwise,
    /// or anew, as the log has it now.</summary>
    internal async Task<Roster> RosterAsync(string tenant, IEnumerable<string> people, bool anew, CancellationToken ct)
    {
        if (anew) return await users.ReadAsync(tenant, ct);
        var recalled = await users.OfAsync(tenant, ct);
        return people.All(recalled.Users.ContainsKey) ? recalled : await users.ReadAsync(tenant, ct);
    }

    /// <summary>Ids and names under which the register of related parties knows who gave; whose key is destroyed is known no more.</summary>
    private async Task<IEnumerable<string>> RegisteredAsync(string tenant, IEnumerable<DonorRef> givers, CancellationToken ct)
    {
        var opened = await vault.OpenEachAsync(
            tenant, [.. givers.Where(g => g.Sealed is not null).Select(g => (g.Id, Convert.FromBase64String(g.Sealed!)))], ct);
        return opened.Count == 0 ? [] : (await parties.OfAsync(tenant, ct)).Known(opened.OfType<DonorDetails>().Select(d => d.Name));
    }
}
