using Marten;
using Marten.Services;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>
/// A Marten session around the transaction of one batch. The batch's statements run on its connection as they are: sent
/// through the session's queue they would need a round trip more, which costs a caller who comes alone a third
/// (docs/adr/0010).
/// </summary>
internal sealed class AppendSession : IAsyncDisposable
{
    private readonly NpgsqlTransaction transaction;
    private readonly IDocumentSession session;

    private AppendSession(NpgsqlTransaction transaction, IDocumentSession session) =>
        (this.transaction, this.session) = (transaction, session);

    /// <summary>The connection, in the transaction.</summary>
    public NpgsqlConnection Connection => transaction.Connection!;

    /// <summary>Begins; the database hears of it with the first statement.</summary>
    public static async Task<AppendSession> BeginAsync(
        IDocumentStore store, NpgsqlConnection connection, CancellationToken ct)
    {
        var transaction = await connection.BeginTransactionAsync(ct);
        return new AppendSession(transaction, store.LightweightSession(SessionOptions.ForTransaction(transaction)));
    }

    /// <summary>Takes back what was written.</summary>
    public Task RollbackAsync(CancellationToken ct) => transaction.RollbackAsync(ct);

    /// <summary>Rolls back what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await transaction.DisposeAsync();
    }
}
