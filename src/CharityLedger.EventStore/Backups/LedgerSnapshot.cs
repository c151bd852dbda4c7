using System.Data;
using Npgsql;

namespace CharityLedger.EventStore.Backups;

/// <summary>A table that belongs into a backup, and how many rows it has in the snapshot.</summary>
public sealed record SnapshotTable(string Name, IReadOnlyList<string> Columns, long Rows);

/// <summary>
/// The ledger's tables at one moment, while hosts go on writing: one transaction that repeats its reads. Left out are
/// read models and where they stand, since they follow from the log; the scheduler's tables, which it makes itself; and
/// files, which are taken from where they lie.
/// </summary>
/// <remarks>
/// COPY's text format is the one that every version of PostgreSQL reads from every other, and that people and other
/// programs can read. The binary one promises neither.
/// </remarks>
public sealed class LedgerSnapshot : IAsyncDisposable
{
    /// <summary>Those that refer to others come last, so that they can be copied back in this order.</summary>
    private const string TablesSql = """
        select format('%I.%I', n.nspname, c.relname), array_agg(quote_ident(a.attname) order by a.attnum),
            exists (select from pg_constraint where conrelid = c.oid and contype = 'f') as refers
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
        where c.relkind = 'r' and n.nspname in ('ledger', 'charity') and a.attnum > 0 and not a.attisdropped
            and format('%I.%I', n.nspname, c.relname) <> all ($1)
        group by c.oid, n.nspname, c.relname order by refers, 1
        """;

    private const string Events = "ledger.mt_events";

    private static readonly string[] LeftOut = ["ledger.mt_event_progression", "charity.file", "charity.file_piece"];

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private LedgerSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.connection, this.transaction) = (connection, transaction);

    /// <summary>Last position of the log.</summary>
    public long LastPosition { get; private set; }

    /// <summary>Number of the schema, as <see cref="Schema"/> counts.</summary>
    public int SchemaNumber { get; private set; }

    /// <summary>The server's own version.</summary>
    public string ServerVersion => connection.PostgreSqlVersion.ToString();

    /// <summary>The tables, in the order in which they are copied back.</summary>
    public IReadOnlyList<SnapshotTable> Tables { get; private set; } = [];

    /// <summary>Takes it; it costs the server no more than a long query does.</summary>
    public static async Task<LedgerSnapshot> TakeAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            var snapshot = new LedgerSnapshot(connection, transaction);
            await snapshot.PrepareAsync(ct);
            return snapshot;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies a table's rows; those of the log in the order of their positions.</summary>
    /// <param name="table">One of <see cref="Tables"/>.</param>
    /// <param name="to">Where their text goes.</param>
    /// <param name="rows">Hears how many rows were copied.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<CopiedTable> CopyAsync(SnapshotTable table, Stream to, IProgress<long> rows, CancellationToken ct)
    {
        var columns = string.Join(", ", table.Columns);
        var order = table.Name == Events ? " order by seq_id" : "";
        using var reader = await connection.BeginTextExportAsync(
            $"copy (select {columns} from {table.Name}{order}) to stdout (format text)", ct);
        var source = ((StreamReader)reader).BaseStream;
        using var text = new CopyText();
        var buffer = new byte[CopyText.BufferSize];
        while (await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var read)
        {
            text.Add(buffer.AsSpan(0, read));
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
            rows.Report(text.Rows);
        }

        return text.As(table.Name, table.Columns);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        // Values in the one way that doesn't depend on how the server is set up.
        await ExecuteAsync("""
            set transaction read only; set local bytea_output = 'hex'; set local datestyle = 'ISO, YMD';
            set local timezone = 'UTC'; set local intervalstyle = 'iso_8601'; set local extra_float_digits = 1;
            set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0
            """, ct);
        var found = new List<SnapshotTable>();
        await using (var command = new NpgsqlCommand(TablesSql, connection))
        {
            command.Parameters.AddWithValue(LeftOut);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) found.Add(new SnapshotTable(reader.GetString(0), reader.GetFieldValue<string[]>(1), 0));
        }

        for (var i = 0; i < found.Count; i++)
            found[i] = found[i] with { Rows = await NumberAsync($"select count(*) from {found[i].Name}", ct) };
        Tables = found;
        LastPosition = await NumberAsync($"select coalesce(max(seq_id), 0) from {Events}", ct);
        SchemaNumber = (int)await NumberAsync("select count(*) from charity.schema_version", ct);
    }

    private async Task<long> NumberAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
