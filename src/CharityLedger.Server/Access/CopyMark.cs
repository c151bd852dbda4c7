using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Domain;
using Npgsql;

namespace CharityLedger.Server.Access;

/// <summary>How a ledger came to be a copy.</summary>
public enum CopyKind
{
    /// <summary>It was brought back from a backup.</summary>
    Restored,

    /// <summary>Its database or its data folder is another than before.</summary>
    Copied,
}

/// <summary>That a ledger is a copy, and nobody has switched it on.</summary>
/// <param name="Kind">How it came to be one.</param>
/// <param name="Since">When that was done, or noticed.</param>
public sealed record LedgerCopy(CopyKind Kind, DateTimeOffset Since)
{
    /// <summary>What was done, as the mark and the texts of pages name it.</summary>
    public string Word => Kind == CopyKind.Restored ? "restored" : "copied";

    /// <summary>What whoever comes with a token is told.</summary>
    public Refusal NotAllowed => new(RefusalCode.NotAllowed, ToString());

    /// <summary>What whoever asks for a job is told.</summary>
    public Refusal Paused => new(RefusalCode.JobPaused, ToString(), "job");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"This ledger is a copy ({Word}, {BeijingTime.Show(Since):yyyy-MM-dd HH:mm}): tokens are refused and no job begins until an operator "
        + $"switches it on by ledger resume.");

    internal string ToRow() => string.Create(CultureInfo.InvariantCulture, $"{Word} {Since.UtcDateTime:O}");

    internal static LedgerCopy OfRow(string row)
    {
        var parts = row.Split(' ');
        return new(Enum.Parse<CopyKind>(parts[0], ignoreCase: true), DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}

/// <summary>
/// Whether this ledger is a copy (docs/adr/0015): then nothing of it acts by itself, and no program acts on it, until an
/// operator says that it is the ledger from now on. A row in <c>charity.installation</c> says so. A restore writes it; a
/// start writes it where database or data folder are not those that were noted at the start before.
/// </summary>
public sealed class CopyMark(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>A condition in SQL: this is a copy.</summary>
    internal const string IsSetSql = $"exists (select from charity.installation where name = '{Name}')";

    /// <summary>What a restore does to the rows of its backup.</summary>
    /// <param name="at">Now.</param>
    /// <param name="files">Where the files lie from now on.</param>
    internal static string RestoredSql(DateTimeOffset at, string files) => $"""
        delete from charity.installation where name in ('{Name}', 'database', 'folder');
        update charity.installation set value = split_part(value, ' ', 1) || ' ' || '{files.Replace("'", "''", StringComparison.Ordinal)}'
        where name = 'files';
        insert into charity.installation (name, value) values ('{Name}', '{new LedgerCopy(CopyKind.Restored, at).ToRow()}')
        """;

    private const string Name = "copy";

    /// <summary>
    /// A standby that takes over has the identifier and the database's number of its primary. A dump that was read into
    /// another database has not, and neither has a database that was made after the pattern of another.
    /// </summary>
    private const string NoticeSql = $"""
        with here (name, value) as (
            select 'database', s.system_identifier || ' ' || d.oid
            from pg_control_system() s, pg_database d where d.datname = current_database()
            union all select 'folder', $1 where $1 is not null),
        noticed as (
            insert into charity.installation (name, value)
            select '{Name}', $2 where exists (select from here join charity.installation i using (name) where i.value <> here.value)
            on conflict (name) do nothing)
        insert into charity.installation as i (name, value) select name, value from here
        on conflict (name) do update set value = excluded.value where i.value <> excluded.value
        """;

    /// <summary>Compares where the ledger is with where it was, and notes it.</summary>
    /// <param name="folder">What tells the data folder's files from copies; null for a database that others run.</param>
    /// <param name="ct">Gives up.</param>
    public async Task NoticeAsync(string? folder, CancellationToken ct)
    {
        await using var command = database.CreateCommand(NoticeSql);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = folder });
        command.Parameters.AddWithValue(new LedgerCopy(CopyKind.Copied, clock.GetUtcNow()).ToRow());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What was read last: pages say it without asking the database each time.</summary>
    public LedgerCopy? Last { get; private set; }

    /// <summary>Whether this is a copy; null where it is not, or was switched on.</summary>
    public async Task<LedgerCopy?> ReadAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select value from charity.installation where name = '{Name}'");
        return Last = await command.ExecuteScalarAsync(ct) is string row ? LedgerCopy.OfRow(row) : null;
    }

    /// <summary>Switches the copy on: from here on it is the ledger.</summary>
    /// <returns>Whether it was off.</returns>
    public async Task<bool> ResumeAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"delete from charity.installation where name = '{Name}'");
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}

/// <summary>While this is a copy, looks every few seconds whether the command line has switched it on.</summary>
internal sealed class CopyWatch(CopyMark copy, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(Pace, clock);
        while (copy.Last is not null && await pace.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await copy.ReadAsync(stoppingToken);
            }
            catch (NpgsqlException)
            {
                // Whoever asks for a page hears that the database is away; the next look comes soon.
            }
        }
    }
}
