-- Marten 9's event tables (string stream identity, conjoined tenancy, all metadata). A Marten store must find its own
-- schema here, so nothing of ours is added to these tables; docs/marten.md shows how to open them.
create schema if not exists ledger;

create table ledger.mt_streams (
    tenant_id   varchar     not null default '*DEFAULT*',
    id          varchar     not null,
    type        varchar     null,
    version     bigint      null,
    timestamp   timestamptz not null default now(),
    created     timestamptz not null default now(),
    is_archived boolean     null default false,
    constraint pkey_mt_streams_tenant_id_id primary key (tenant_id, id)
);

create sequence ledger.mt_events_sequence;

create table ledger.mt_events (
    seq_id         bigint       not null,
    id             uuid         not null,
    stream_id      varchar      null,
    version        bigint       not null,
    data           jsonb        not null,
    bdata          bytea        null,
    type           varchar(500) not null,
    timestamp      timestamptz  not null,
    tenant_id      varchar      null default '*DEFAULT*',
    mt_dotnet_type varchar      null,
    correlation_id varchar      null,
    causation_id   varchar      null,
    headers        jsonb        null,
    is_archived    boolean      null default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id_tenant_id foreign key (tenant_id, stream_id)
        references ledger.mt_streams (tenant_id, id)
);

create unique index idx_mt_events_event_id on ledger.mt_events (id);
create unique index pk_mt_events_stream_and_version on ledger.mt_events (tenant_id, stream_id, version);
alter sequence ledger.mt_events_sequence owned by ledger.mt_events.seq_id;

create table ledger.mt_event_progression (
    name         varchar     not null,
    last_seq_id  bigint      null,
    last_updated timestamptz null default transaction_timestamp(),
    constraint pk_mt_event_progression primary key (name)
);

create table ledger.mt_high_water_skips (
    ending_sequence   bigint      not null primary key,
    starting_sequence bigint      not null,
    timestamp         timestamptz not null
);
