using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Cli.Bench;

/// <summary>A projection built anew from the whole log. Its floor reads the log and stores the finished rows.</summary>
internal sealed class RebuildWorkload(IProjection projection, ScratchDatabase ledger) : Workload
{
    private const string Beside = "bench_floor";
    private readonly ProjectionEngine engine = new(ledger.ConnectionString, (_, e) => throw e, [projection]);
    private readonly List<(string Table, byte[] Rows)> finished = [];
    private List<string> indexes = [];
    private long logEvents;
    private string schema = "";

    public override string Name => "rebuild " + projection.Name;

    public override string Floor => "log read, finished rows by COPY";

    public override async Task PrepareAsync(CancellationToken ct)
    {
        logEvents = await new LogReader(ledger.Source).LastPositionAsync(ct);
        await engine.RebuildAsync(projection.Name, ct: ct);
        await using var connection = await ledger.Source.OpenConnectionAsync(ct);
        schema = string.Concat(projection.Name.Select((c, i) =>
            (char.IsAsciiLetterUpper(c) && i > 0 ? "_" : "") + char.ToLowerInvariant(c)));
        var tables = $"select tablename::text from pg_tables where schemaname = '{schema}'";
        foreach (var table in await ColumnAsync(connection, tables, ct))
        {
            using var rows = new MemoryStream();
            await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy {schema}.{table} to stdout binary", ct))
                await copy.CopyToAsync(rows, ct);
            finished.Add((table, rows.ToArray()));
        }

        indexes = await ColumnAsync(connection,
            $"select replace(indexdef, ' ON {schema}.', ' ON {Beside}.') from pg_indexes where schemaname = '{schema}'", ct);
    }

    public override async Task<Turn> FloorAsync(CancellationToken ct)
    {
        await using var connection = await ledger.Source.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"create schema {Beside}", ct);
        var turn = await Turn.OfAsync(async () =>
        {
            await RawRead.AllAsync(ledger.Source, projection.Types, ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            foreach (var (table, rows) in finished)
            {
                var (copied, original) = ($"{Beside}.{table}", $"{schema}.{table}");
                await ExecuteAsync(connection, $"create table {copied} (like {original} including defaults)", ct);
                await using var copy = await connection.BeginRawBinaryCopyAsync($"copy {copied} from stdin binary", ct);
                await copy.WriteAsync(rows, ct);
            }

            foreach (var index in indexes) await ExecuteAsync(connection, index, ct);
            await transaction.CommitAsync(ct);
            return logEvents;
        });
        await ExecuteAsync(connection, $"drop schema {Beside} cascade", ct);
        return turn;
    }

    public override Task<Turn> LedgerAsync(CancellationToken ct) =>
        Turn.OfAsync(async () =>
        {
            await engine.RebuildAsync(projection.Name, ct: ct);
            return logEvents;
        });

    public override ValueTask DisposeAsync() => engine.DisposeAsync();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<string>> ColumnAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var values = new List<string>();
        while (await reader.ReadAsync(ct)) values.Add(reader.GetString(0));
        return values;
    }
}
