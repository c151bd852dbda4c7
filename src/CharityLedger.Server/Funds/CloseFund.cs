using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CharityLedger.Server.Funds;

/// <summary>Closes a named fund in which nothing is left (基金终止), by two approvals. What is left is transferred first.</summary>
public static class CloseFund
{
    /// <param name="Reason">Why.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(string Reason, DateOnly OccurredOn);

    /// <summary>Two others approve the closing of a fund.</summary>
    public static readonly GuardedAction<Request> Action = new("close_fund")
    {
        Executors = [Role.Accountant],
        Collection = "funds",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalTransfer, today, policy),
        Handle = (fund, request, context, services, ct) => Handle(
            fund!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<NpgsqlDataSource>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/funds/{fund}/closing", Http)
        .AsCommand(Role.Clerk, Role.Accountant)
        .WithName("CloseFund").WithTags("funds").WithSummary("Close a fund in which nothing is left (基金终止)");

    public static async Task<Result<Receipt>> Handle(
        string fund, Request request, CommandContext context, Ledger ledger, NpgsqlDataSource database, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<FundState>(tenant, Streams.Fund(fund), Fund.Evolve, ct);
        var left = state is null ? 0 : await LeftAsync(database, tenant, Bucket.Of(fund), ct);
        var decision = Fund.Close(new FundClosed(fund, request.Reason, request.OccurredOn), state, left, ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request, fund), fund, Streams.Fund(fund), new ExpectedVersion(version),
            decision, _ => [], guards: [new EmptyGuard(Bucket.Of(fund))], ct: ct);
    }

    /// <summary>What is in all of a fund's buckets, money or not, as the core itself holds it.</summary>
    private static async Task<long> LeftAsync(NpgsqlDataSource database, string tenant, Bucket bucket, CancellationToken ct)
    {
        // Holes are pairs from, to of what is unspent no more ahead of the pointer.
        await using var command = database.CreateCommand("""
            select coalesce(sum(in_total - pointer - coalesce(
                (select sum(case when i % 2 = 0 then h else -h end) from unnest(holes) with ordinality as t(h, i)), 0)), 0)::bigint
            from charity.bucket where tenant = $1 and (id = $2 or starts_with(id, $2 || '+'))
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(bucket.ToString());
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string fund, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, fund, request, context, ct);
}
