using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>
/// Makes commands wait together, so that they are committed together: it holds the append lock while they queue behind
/// a
/// command that waits for it.
/// </summary>
internal sealed class AppendGate(LedgerDatabase database, LedgerCore core) : IAsyncDisposable
{
    private const string Lock = "4847320156";
    private readonly NpgsqlConnection holder = database.Source.CreateConnection();
    private int plugs;

    /// <summary>Appends the commands as one group; answers in their order.</summary>
    public async Task<Answer[]> TogetherAsync(params IEnumerable<AppendCommand> commands)
    {
        if (holder.FullState == System.Data.ConnectionState.Closed) await holder.OpenAsync();
        await ExecuteAsync($"select pg_advisory_lock({Lock})");
        var plug = core.DoAsync(Plug());
        while (!await IsWaitedForAsync()) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        var answers = commands.Select(c => Answer.OfAsync(core.DoAsync(c))).ToList();
        await ExecuteAsync($"select pg_advisory_unlock({Lock})");
        await plug;
        return await Task.WhenAll(answers);
    }

    public ValueTask DisposeAsync() => holder.DisposeAsync();

    private AppendCommand Plug() =>
        Command($"plug-{plugs++}") with { Tenant = "plug" };

    private async Task<bool> IsWaitedForAsync() => await ExecuteAsync($"""
        select exists (select from pg_locks where locktype = 'advisory' and objid = {Lock}::bigint & 4294967295
            and not granted and database = (select oid from pg_database where datname = current_database()))
        """) is true;

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, holder);
        return await command.ExecuteScalarAsync();
    }
}

/// <summary>What a caller got: a result, or an exception.</summary>
internal sealed record Answer(AppendResult? Result, Exception? Error)
{
    public AppendResult.Appended Appended => Assert.IsType<AppendResult.Appended>(Result);

    public static async Task<Answer> OfAsync(Task<AppendResult> task)
    {
        try
        {
            return new Answer(await task, null);
        }
        catch (Exception e)
        {
            return new Answer(null, e);
        }
    }
}
