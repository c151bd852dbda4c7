using System.Data.Common;
using System.Globalization;
using CharityLedger.Contracts;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Functions;
using Weasel.Postgresql.Triggers;

namespace CharityLedger.EventStore.Storage;

/// <summary>
/// What the database itself refuses, whoever asks: an event that is not at the next position or not inserted under the
/// append lock, and every change to an event that stands. A program that appends past the core, such as a Marten
/// application of an operator's, gets an error, and the log stays as it was.
/// </summary>
internal static class LogGuard
{
    /// <summary>The advisory lock under which positions are given.</summary>
    public const long AppendLock = 4_847_320_156;

    /// <summary>The setting by which a session says that it is a writer of the ledger, who knows the log's rules.</summary>
    public const string Mark = "charity.appending";

    /// <summary>The setting by which a transaction says that it erases old digests, and does nothing else.</summary>
    public const string ErasingMark = "charity.erasing_digests";

    private const string Events = LedgerStore.Name + ".mt_events";

    /// <summary>
    /// The lock is asked for again because a setting proves nothing: who holds it gets it at once, and where nobody does,
    /// the transaction holds it from here on, so that the position is checked under the lock in any case.
    /// </summary>
    private static readonly string CheckPositions = string.Create(CultureInfo.InvariantCulture, $"""
        CREATE OR REPLACE FUNCTION charity.check_positions()
         RETURNS trigger
         LANGUAGE plpgsql
        AS $function$
        declare
            first bigint;
            last bigint;
            events bigint;
        begin
            if current_setting('{Mark}', true) is distinct from 'on'
                or not pg_try_advisory_xact_lock({AppendLock}) then
                raise exception 'only the ledger appends to its log'
                    using errcode = '{Failures.GuardState}';
            end if;
            select min(seq_id), max(seq_id), count(*) into first, last, events from appended;
            if events > 0 and (last - first + 1 <> events or first < 1
                or (first > 1 and not exists (select from {Events} where seq_id = first - 1))) then
                raise exception 'positions % to % do not follow the last one of the log', first, last
                    using errcode = '{Failures.GuardState}';
            end if;
            return null;
        end
        $function$;
        """);

    /// <summary>What the one exception may do is checked row by row, in <see cref="RefuseUpdate"/>.</summary>
    private static readonly string RefuseChange = $"""
        CREATE OR REPLACE FUNCTION charity.refuse_change()
         RETURNS trigger
         LANGUAGE plpgsql
        AS $function$
        begin
            if tg_op = 'UPDATE' and current_setting('{ErasingMark}', true) = 'on' then
                return null;
            end if;
            raise exception 'events are never changed' using errcode = '{Failures.GuardState}';
        end
        $function$;
        """;

    /// <summary>
    /// An old digest may be erased (<see cref="OldDigests"/>): the event then has to be the same in all else. The setting
    /// only says that it is meant.
    /// </summary>
    private static readonly string RefuseUpdate = string.Create(CultureInfo.InvariantCulture, $$"""
        CREATE OR REPLACE FUNCTION charity.refuse_update()
         RETURNS trigger
         LANGUAGE plpgsql
        AS $function$
        declare
            erased {{Events}};
        begin
            if current_setting('{{ErasingMark}}', true) = 'on'
                and length(old.headers ->> 'hash') = {{EventHeaders.OldHashLength}} then
                erased := old;
                erased.headers := jsonb_set(old.headers, '{hash}', '"{{EventHeaders.ErasedHash}}"');
                if new is not distinct from erased then
                    return new;
                end if;
            end if;
            raise exception 'events are never changed' using errcode = '{{Failures.GuardState}}';
        end
        $function$;
        """);

    /// <summary>Functions first, since the triggers name them.</summary>
    public static IReadOnlyList<ISchemaObject> All { get; } =
    [
        new Function(Named("charity.check_positions"), CheckPositions),
        new Function(Named("charity.refuse_change"), RefuseChange),
        new Function(Named("charity.refuse_update"), RefuseUpdate),
        new LogTrigger("check_positions", $"AFTER INSERT ON {Events} REFERENCING NEW TABLE AS appended FOR EACH STATEMENT"),
        new LogTrigger("refuse_change", $"BEFORE DELETE OR UPDATE OR TRUNCATE ON {Events} FOR EACH STATEMENT"),
        new LogTrigger("refuse_update", $"BEFORE UPDATE ON {Events} FOR EACH ROW"),
    ];

    private static DbObjectName Named(string name) => PostgresqlProvider.Instance.Parse(name);

    /// <summary>
    /// A trigger on the log in PostgreSQL's own words, by which it is compared. Weasel's kind has none for the rows of a
    /// statement, and another order of events.
    /// </summary>
    private sealed class LogTrigger(string name, string when)
        : Trigger(Named($"{LedgerStore.Name}.{name}"), Named(LogGuard.Events), $"charity.{name}()")
    {
        private string Statement => $"CREATE TRIGGER {Identifier.Name} {when} EXECUTE FUNCTION {Body}";

        public override void WriteCreateStatement(Migrator migrator, TextWriter writer)
        {
            WriteDropStatement(migrator, writer);
            writer.WriteLine(Statement + ";");
        }

        public override async Task<ISchemaObjectDelta> CreateDeltaAsync(DbDataReader reader, CancellationToken ct = default)
        {
            var there = await reader.ReadAsync(ct) ? reader.GetString(0) : null;
            var difference = there is null ? SchemaPatchDifference.Create
                : there == Statement ? SchemaPatchDifference.None
                : SchemaPatchDifference.Update;
            return new SchemaObjectDelta(this, difference);
        }
    }
}
