using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>
/// The statements of one transaction, kept back and sent together: each round trip costs as much as several short
/// statements. A query sends what waits before it, so that it sees it.
/// </summary>
public sealed class PageWriter(NpgsqlConnection connection)
{
    /// <summary>So many statements wait at most, which bounds their memory.</summary>
    private const int MostWaiting = 256;

    private readonly List<(NpgsqlBatchCommand Command, object? Owner)> waiting = [];
    private object? owner;
    private string? schema;

    /// <summary>Connection of the transaction. Whoever uses it by itself flushes first.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>From here on statements belong to an owner, and unqualified names mean a schema.</summary>
    /// <param name="next">Named by <see cref="PageException"/> where one of its statements fails.</param>
    /// <param name="name">A plain lower-case name; null leaves the search path as it is.</param>
    public void Belong(object? next, string? name)
    {
        owner = next;
        if (name is null || name == schema) return;
        waiting.Add((new NpgsqlBatchCommand($"set local search_path to {name}"), owner));
        schema = name;
    }

    /// <summary>Adds a statement with positional parameters.</summary>
    public Task ExecuteAsync(string sql, IReadOnlyList<object> parameters, CancellationToken ct)
    {
        Add(sql, parameters);
        return waiting.Count < MostWaiting ? Task.CompletedTask : FlushAsync(ct);
    }

    /// <summary>Runs a query, and reads all its rows.</summary>
    public async Task QueryAsync(
        string sql, IReadOnlyList<object> parameters, Action<NpgsqlDataReader> take, CancellationToken ct)
    {
        Add(sql, parameters);
        await SendAsync(take, ct);
    }

    /// <summary>Sends what waits.</summary>
    public Task FlushAsync(CancellationToken ct) => SendAsync(_ => { }, ct);

    private void Add(string sql, IReadOnlyList<object> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter as NpgsqlParameter ?? new NpgsqlParameter { Value = parameter });
        waiting.Add((command, owner));
    }

    private async Task SendAsync(Action<NpgsqlDataReader> take, CancellationToken ct)
    {
        if (waiting.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (command, _) in waiting) batch.BatchCommands.Add(command);
        try
        {
            // Only queries have rows, and a query is always the last.
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) take(reader);
            while (await reader.NextResultAsync(ct))
            {
            }

            waiting.Clear();
        }
        catch (PostgresException e) when (e.BatchCommand is { } failed)
        {
            throw new PageException(waiting.Find(w => ReferenceEquals(w.Command, failed)).Owner, e);
        }
    }
}

/// <summary>Someone's part of a page failed.</summary>
/// <param name="owner">Whose; null for what belongs to all.</param>
/// <param name="reason">What happened.</param>
public sealed class PageException(object? owner, Exception reason) : Exception(reason.Message, reason)
{
    public object? Owner => owner;
}
