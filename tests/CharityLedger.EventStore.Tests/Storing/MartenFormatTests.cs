using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Storing;

/// <summary>
/// Marten 9's tables as Marten itself makes them, written down here a second time, against what our scripts made.
/// </summary>
public sealed class MartenFormatTests
{
    private const string No = "not null", Null = "null";

    private static readonly string?[][] Columns =
    [
        ["mt_streams", "tenant_id", "character varying", No, "'*DEFAULT*'::character varying"],
        ["mt_streams", "id", "character varying", No, null],
        ["mt_streams", "type", "character varying", Null, null],
        ["mt_streams", "version", "bigint", Null, null],
        ["mt_streams", "timestamp", "timestamp with time zone", No, "now()"],
        ["mt_streams", "created", "timestamp with time zone", No, "now()"],
        ["mt_streams", "is_archived", "boolean", Null, "false"],
        ["mt_events", "seq_id", "bigint", No, null],
        ["mt_events", "id", "uuid", No, null],
        ["mt_events", "stream_id", "character varying", Null, null],
        ["mt_events", "version", "bigint", No, null],
        ["mt_events", "data", "jsonb", No, null],
        ["mt_events", "bdata", "bytea", Null, null],
        ["mt_events", "type", "character varying(500)", No, null],
        ["mt_events", "timestamp", "timestamp with time zone", No, null],
        ["mt_events", "tenant_id", "character varying", Null, "'*DEFAULT*'::character varying"],
        ["mt_events", "mt_dotnet_type", "character varying", Null, null],
        ["mt_events", "correlation_id", "character varying", Null, null],
        ["mt_events", "causation_id", "character varying", Null, null],
        ["mt_events", "headers", "jsonb", Null, null],
        ["mt_events", "is_archived", "boolean", Null, "false"],
        ["mt_event_progression", "name", "character varying", No, null],
        ["mt_event_progression", "last_seq_id", "bigint", Null, null],
        ["mt_event_progression", "last_updated", "timestamp with time zone", Null, "transaction_timestamp()"],
        ["mt_high_water_skips", "ending_sequence", "bigint", No, null],
        ["mt_high_water_skips", "starting_sequence", "bigint", No, null],
        ["mt_high_water_skips", "timestamp", "timestamp with time zone", No, null],
    ];

    private static readonly string[][] Constraints =
    [
        ["mt_event_progression", "pk_mt_event_progression", "PRIMARY KEY (name)"],
        ["mt_events", "fkey_mt_events_stream_id_tenant_id",
            "FOREIGN KEY (tenant_id, stream_id) REFERENCES ledger.mt_streams(tenant_id, id)"],
        ["mt_events", "pkey_mt_events_seq_id", "PRIMARY KEY (seq_id)"],
        ["mt_high_water_skips", "mt_high_water_skips_pkey", "PRIMARY KEY (ending_sequence)"],
        ["mt_streams", "pkey_mt_streams_tenant_id_id", "PRIMARY KEY (tenant_id, id)"],
    ];

    private static readonly string[][] Indexes =
    [
        ["idx_mt_events_event_id", "CREATE UNIQUE INDEX idx_mt_events_event_id ON ledger.mt_events USING btree (id)"],
        ["mt_high_water_skips_pkey",
            "CREATE UNIQUE INDEX mt_high_water_skips_pkey ON ledger.mt_high_water_skips USING btree (ending_sequence)"],
        ["pk_mt_event_progression",
            "CREATE UNIQUE INDEX pk_mt_event_progression ON ledger.mt_event_progression USING btree (name)"],
        ["pk_mt_events_stream_and_version",
            "CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON ledger.mt_events USING btree (tenant_id, stream_id, version)"],
        ["pkey_mt_events_seq_id", "CREATE UNIQUE INDEX pkey_mt_events_seq_id ON ledger.mt_events USING btree (seq_id)"],
        ["pkey_mt_streams_tenant_id_id",
            "CREATE UNIQUE INDEX pkey_mt_streams_tenant_id_id ON ledger.mt_streams USING btree (tenant_id, id)"],
    ];

    [Fact]
    public async Task The_columns_are_Martens_and_no_others()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var columns = await database.RowsAsync("""
            select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
                   case when a.attnotnull then 'not null' else 'null' end, pg_get_expr(d.adbin, d.adrelid)
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid and c.relnamespace = 'ledger'::regnamespace and c.relkind in ('r', 'p', 'f', 'v', 'm')
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attnum > 0 and not a.attisdropped
            """);

        Assert.Equal(Sorted(Columns), Sorted(columns));
    }

    [Fact]
    public async Task The_keys_the_indexes_and_the_sequence_are_Martens_and_no_others()
    {
        await using var database = await LedgerDatabase.CreateAsync();

        Assert.Equal(Sorted(Constraints), Sorted(await database.RowsAsync("""
            select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
            from pg_constraint where connamespace = 'ledger'::regnamespace and contype <> 'n'
            """), skipSchema: true));
        Assert.Equal(Sorted(Indexes), Sorted(await database.RowsAsync(
            "select indexname::text, indexdef from pg_indexes where schemaname = 'ledger'")));
        Assert.Equal("ledger.mt_events_sequence", await database.ScalarAsync<string>(
            "select pg_get_serial_sequence('ledger.mt_events', 'seq_id')"));
        Assert.Equal([["bigint", 1L, 1L]], await database.RowsAsync(
            "select data_type::text, start_value, increment_by from pg_sequences where schemaname = 'ledger'"));
    }

    private static List<string> Sorted(IEnumerable<object?[]> rows, bool skipSchema = false) =>
        [.. rows.Select(r => string.Join(" | ", r.Select(v => v ?? "-")))
            .Select(r => skipSchema && r.StartsWith("ledger.", StringComparison.Ordinal) ? r["ledger.".Length..] : r)
            .Order(StringComparer.Ordinal)];
}
