using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Money;
using CharityLedger.Projections.Payments;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Accounting;

/// <summary>The register of bank accounts, cash boxes and balances with platforms (资金账户登记), and what each holds by the books.</summary>
public sealed class MoneyRegister(EventReader reader)
{
    /// <summary>Types of events that move money or accounts.</summary>
    private static readonly IReadOnlyList<string> Moving =
        [.. new MoneyProjection().Types!, EventTypes.AliasOf(typeof(PaymentApproved))];

    /// <param name="Name">What people call it, such as the bank and what it is for.</param>
    /// <param name="Kind">bank, cash, alipay or wechat.</param>
    /// <param name="OccurredOn">Day on which it was opened; not after today in Beijing.</param>
    /// <param name="Number">Its number; only the last four digits are kept.</param>
    /// <param name="Book">Account set; the federation's own where missing.</param>
    public sealed record Request(string Name, MoneyAccount Kind, DateOnly OccurredOn, string? Number = null, string? Book = null);

    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Its last day; not after today in Beijing.</param>
    public sealed record Closing(string Reason, DateOnly OccurredOn);

    /// <param name="Code">Its code; the kind's word where money lies in no account of the register.</param>
    /// <param name="Book">Account set.</param>
    /// <param name="Account">Code in the chart of accounts.</param>
    /// <param name="BookFen">What the books say lies there at the end of the day, in fen.</param>
    /// <param name="IsFirst">Whether money of its kind goes there where its event names no account.</param>
    /// <param name="Entry">Its entry; null where the register has none.</param>
    public sealed record Balance(string Code, string Book, string Account, long BookFen, bool IsFirst, MoneyAccountRow? Entry);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/money-accounts", List).AsRead()
            .WithName("ListMoneyAccounts").WithTags("books").WithSummary("Money accounts and what the books say they hold (资金账户)");
        api.MapPost("/money-accounts/{account}", Open).AsCommand(Role.Accountant, Role.Administrator)
            .WithName("OpenMoneyAccount").WithTags("books").WithSummary("Enter a money account in the register (资金账户登记)");
        api.MapPost("/money-accounts/{account}/closing", Close).AsCommand(Role.Accountant, Role.Administrator)
            .WithName("CloseMoneyAccount").WithTags("books").WithSummary("A money account was closed (销户)");
    }

    /// <summary>A federation's register as it stands now.</summary>
    public async Task<MoneyAccounts> OfAsync(string tenant, CancellationToken ct) =>
        (await reader.ReadStreamsOfAsync(tenant, "moneyaccount", ct)).Aggregate(MoneyAccounts.Empty, (r, e) => r.Evolve(e.Event));

    /// <summary>The account whose line a payment takes: the named one, or the one that takes such money where nobody names one; the
    /// kind's word where the register has none.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="named">Code of the account that is named.</param>
    /// <param name="kind">Kind of the account.</param>
    /// <param name="book">Account set.</param>
    /// <param name="on">The bank's day.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<string> AccountAsync(
        string tenant, string? named, MoneyAccount kind, string book, DateOnly on, CancellationToken ct)
    {
        if (named is not null) return named;
        var word = book == Bucket.MainBook ? Channels.WordOf(kind) : $"{book}/{Channels.WordOf(kind)}";
        return (await OfAsync(tenant, ct)).FirstOf(kind, book, on) ?? word;
    }

    /// <summary>What a command asserts that names accounts: that each stays as it was found, open and of that kind.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="on">The day.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="named">Code, null where none is named; kind; name of the field.</param>
    public async Task<Result<IReadOnlyList<StreamWrite>>> FitAsync(
        string tenant, DateOnly on, CancellationToken ct, params (string? Account, MoneyAccount Kind, string Field)[] named)
    {
        var asserted = new Dictionary<string, StreamWrite>(StringComparer.Ordinal);
        if (named.All(n => n.Account is null)) return asserted.Values.ToList();
        var register = await OfAsync(tenant, ct);
        foreach (var (account, kind, field) in named)
        {
            if (account is null) continue;
            if ((register.Refuse(account, k => k == kind, Bucket.MainBook, on, field) ?? register.RefuseClosed(account, field)) is { } unfit)
                return unfit;
            asserted[account] = StreamWrite.Unchanged(Streams.MoneyAccount(account), 1);
        }

        return asserted.Values.ToList();
    }

    /// <summary>Null where a channel is one of the words that the books know, or names no account, or one at a bank: money that comes
    /// by an account's code is booked as the bank's.</summary>
    public async Task<Refusal?> CheckChannelAsync(string tenant, string channel, CancellationToken ct)
    {
        var code = Channels.Of(channel);
        if (Channels.IsWord(code) || !Ledger.IsName(code)) return null;
        var opened = (await reader.ReadVersionAsync(tenant, Streams.MoneyAccount(code), 1, ct))?.Event as MoneyAccountOpened;
        return opened is null or { Kind: MoneyAccount.Bank }
            ? null
            : new Refusal(RefusalCode.MoneyAccountUnfit, $"“{code}” is no account at a bank: name its kind as the channel.", "channel");
    }

    private static async Task<Ok<IReadOnlyList<Balance>>> List(
        DateOnly? on, CommandContext context, MoneyQuery query, Ledger ledger, CancellationToken ct) =>
        TypedResults.Ok(BalancesOf(await query.ReadAsync(context.Caller.Federation, ct), on ?? ledger.Today));

    /// <summary>What each account holds at the end of a day, and what lies in none.</summary>
    public static IReadOnlyList<Balance> BalancesOf(MoneyBalances money, DateOnly day)
    {
        var sums = money.At(day);
        var held = sums.Select(s => Of(s.Key.Book, s.Key.Account, s.Key.Code, s.Value));
        var empty = money.Accounts.Where(a => !sums.Keys.Any(k => k.Book == a.Book && k.Code == a.Code))
            .Select(a => Of(a.Book, Chart.Of(Channels.RoleOf(a.Kind), day).Code, a.Code, 0));
        return [.. held.Concat(empty).OrderBy(b => b.Book, StringComparer.Ordinal).ThenBy(b => b.Account, StringComparer.Ordinal)
            .ThenBy(b => b.Code, StringComparer.Ordinal)];

        Balance Of(string book, string account, string code, long fen)
        {
            var entry = money.Accounts.FirstOrDefault(a => a.Book == book && a.Code == code);
            return new Balance(code, book, account, fen, entry is not null && money.FirstOf(entry.Kind, book, day) == entry, entry);
        }
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Open(
        string account, Request request, CommandContext context, Ledger ledger, MoneyRegister register, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var end = MoneyAccounts.EndOf(request.Number);
        Result<MoneyAccountOpened> decision = (end.Refusal ?? await BookAsync(tenant, request.Book, ledger, ct)) is { } refusal
            ? refusal
            : (await register.OfAsync(tenant, ct)).Open(new MoneyAccountOpened(
                account, request.Name, request.Kind, request.Book ?? Bucket.MainBook, end.Value, request.OccurredOn), ledger.Today);
        var result = await ledger.AppendAsync(context.Envelope(request, account), account, Streams.MoneyAccount(account),
            ExpectedVersion.NoStream, decision, _ => [], ct: ct);
        return result.ToHttp("money-accounts");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Close(
        string account, Closing request, CommandContext context, Ledger ledger, MoneyRegister register, MoneyQuery query,
        ProjectionEngine projections, PaymentOrdersQuery orders, MoneyMovesQuery moves, EventReader reader, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        return (await Conflicts.RetryAsync(AttemptAsync)).ToHttp("money-accounts");

        async Task<Result<Receipt>> AttemptAsync()
        {
            // What an account holds no stream tells: the core proves that nothing which may concern it came since it was found empty.
            var read = await reader.LastPositionAsync(ct);
            if (!await projections.CatchUpAsync("Money", ct) || !await projections.CatchUpAsync("PaymentOrders", ct))
                return new Refusal(RefusalCode.PositionNotReached, "The accounts are not up to date yet; repeat.");
            var money = await query.ReadAsync(tenant, ct);
            var (last, fen) = money.Accounts.FirstOrDefault(a => a.Code == account) is { } row ? money.Of(row) : default;
            var entries = await register.OfAsync(tenant, ct);
            var decision = await OnTheirWayAsync(entries) is { Count: > 0 } waiting
                ? new Refusal(RefusalCode.MoneyAccountUnfit, $"Money is on its way from it or to it: {string.Join(", ", waiting)}.", "account")
                : entries.Close(new MoneyAccountClosed(account, request.Reason, request.OccurredOn), last, fen, ledger.Today);
            var since = new SinceGuard(read, Moving, e => MayConcern(e, account, money));
            return await ledger.AppendAsync(context.Envelope(request, account) with { Since = since }, account,
                Streams.MoneyAccount(account), new ExpectedVersion(1), decision, _ => [], ct: ct);
        }

        // What the bank will pay, or take in, has to be booked where that was.
        async Task<IReadOnlyList<string>> OnTheirWayAsync(MoneyAccounts entries)
        {
            if (entries.Entries.GetValueOrDefault(account) is not { Opened: { Book: Bucket.MainBook } opened }) return [];
            var unnamed = entries.FirstOf(opened.Kind, opened.Book, ledger.Today) == account ? Channels.WordOf(opened.Kind) : "";
            return
            [
                .. await orders.OnTheirWayAsync(tenant, account, unnamed, ct), .. await moves.OnTheWayAsync(tenant, account, unnamed, ct),
            ];
        }
    }

    /// <summary>
    /// Whether an event may move money of an account, or change which account takes money that names none. Of a gift its channel
    /// tells; where other money goes may stand in events before, and these are few.
    /// </summary>
    private static bool MayConcern(ILedgerEvent @event, string account, MoneyBalances money) => @event is not GiftReceived gift
        || gift.Channel == account
        || money.FirstOf(Channels.WordOf(Channels.AccountOf(gift.Channel)), Bucket.MainBook, gift.OccurredOn)?.Code == account;

    /// <summary>An account set is the federation's own, or that of one of its trusts.</summary>
    private static async Task<Refusal?> BookAsync(string tenant, string? book, Ledger ledger, CancellationToken ct)
    {
        if (book is null or Bucket.MainBook) return null;
        const string trusts = "trust/";
        var exists = book.StartsWith(trusts, StringComparison.Ordinal)
            && await ledger.ExistsAsync(tenant, Streams.Trust(book[trusts.Length..]), ct);
        return exists ? null : new Refusal(RefusalCode.TrustUnknown, "A book is main, or that of a trust: trust/<id>.", "book");
    }
}
