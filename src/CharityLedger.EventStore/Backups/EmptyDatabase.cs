using CharityLedger.EventStore.Storage;
using Marten;
using Npgsql;

namespace CharityLedger.EventStore.Backups;

/// <summary>
/// An empty database into which a ledger is copied. From the first change to the last a schema of the name
/// <c>charity_restoring</c> stands in it, at which every start stops: what was cut off never serves as a ledger.
/// </summary>
public sealed class EmptyDatabase
{
    private const string Unfinished = "charity_restoring";

    private const string TakenSql = """
        select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' limit 1
        """;

    /// <summary>So much of a table goes by one statement: the guard of the log keeps the rows of one in memory.</summary>
    private const int StatementBytes = 32 << 20;

    private readonly NpgsqlDataSource database;
    private readonly IDocumentStore store;
    private readonly TimeProvider clock;

    /// <param name="database">The database.</param>
    /// <param name="store">A store on it.</param>
    /// <param name="clock">Tells when the schema was made.</param>
    public EmptyDatabase(NpgsqlDataSource database, IDocumentStore store, TimeProvider clock) =>
        (this.database, this.store, this.clock) = (database, store, clock);

    /// <summary>Stops a start on a database into which copying was cut off.</summary>
    /// <exception cref="InvalidOperationException">It was.</exception>
    public static async Task RefuseUnfinishedAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select to_regnamespace('{Unfinished}') is not null");
        if (await command.ExecuteScalarAsync(ct) is true)
        {
            throw new InvalidOperationException("A restore into this database was cut off, so it isn't whole. "
                + "Remove it (its data folder, or the database), and restore again into an empty one.");
        }
    }

    /// <summary>Something that stands in the database; null where it is empty.</summary>
    public async Task<string?> TakenAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(TakenSql);
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Makes the schema. Until <see cref="FinishAsync"/> no host starts on the database.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        await using (var command = database.CreateCommand($"create schema {Unfinished}")) await command.ExecuteNonQueryAsync(ct);
        await Schema.UpgradeAsync(store, clock, ct);
    }

    /// <summary>Copies all tables in one transaction, past no rule: positions are checked as at any append.</summary>
    /// <param name="tables">What is expected, in order.</param>
    /// <param name="open">Opens the text of a table.</param>
    /// <param name="settle">SQL that runs in the same transaction, after the rows.</param>
    /// <param name="rows">Hears of rows of a table.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="BackupException">A table's text isn't what was written.</exception>
    public async Task FillAsync(IReadOnlyList<CopiedTable> tables, Func<CopiedTable, Stream> open, string settle,
        Action<string, long> rows, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"""
            set local datestyle = 'ISO, YMD'; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
            set local {LogGuard.Mark} = 'on'; select pg_advisory_xact_lock({LogGuard.AppendLock});
            delete from charity.schema_version
            """, ct);
        foreach (var table in tables)
        {
            await using var text = open(table);
            await CopyAsync(connection, table, text, n => rows(table.Name, n), ct);
        }

        await ExecuteAsync(connection, $"""
            select setval('ledger.mt_events_sequence', max(seq_id)) from ledger.mt_events having max(seq_id) is not null;
            {settle}
            """, ct);
        await transaction.CommitAsync(ct);
        // What changed since the backup's schema, which the tables were made without knowing.
        await Schema.UpgradeAsync(store, clock, ct);
        await ExecuteAsync(connection, "analyze", ct);
    }

    /// <summary>Takes away what was made, after a failure.</summary>
    public async Task AbandonAsync()
    {
        await using var command = database.CreateCommand($"drop schema if exists ledger, charity, {Unfinished} cascade");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>From here on hosts may start on it.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"drop schema {Unfinished}");
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, CopiedTable table, Stream text, Action<long> rows, CancellationToken ct)
    {
        var sql = $"copy {table.Name} ({string.Join(", ", table.Columns)}) from stdin (format text)";
        using var copied = new CopyText();
        var buffer = new byte[CopyText.BufferSize];
        NpgsqlCopyTextWriter? copy = null;
        long sent = 0;
        while (await text.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var read)
        {
            copied.Add(buffer.AsSpan(0, read));
            // A statement ends where a row does.
            var end = sent < StatementBytes ? 0 : buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            if (end > 0)
            {
                await SendAsync(buffer.AsMemory(0, end));
                await copy!.DisposeAsync();
                (copy, sent) = (null, 0);
            }

            await SendAsync(buffer.AsMemory(end, read - end));
            rows(copied.Rows);
        }

        if (copy is not null) await copy.DisposeAsync();
        var found = copied.As(table.Name, table.Columns);
        if ((found.Rows, found.Bytes, found.Sha256) != (table.Rows, table.Bytes, table.Sha256))
            throw new BackupException(BackupException.Broken, $"The rows of {table.Name} are not those that were written.");

        async Task SendAsync(ReadOnlyMemory<byte> some)
        {
            if (some.IsEmpty) return;
            copy ??= await connection.BeginTextImportAsync(sql, ct);
            await copy.BaseStream.WriteAsync(some, ct);
            sent += some.Length;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
