-- What the core itself keeps beside the log.

-- The money pots and their lines (docs/adr/0002). Written only under the append lock, in the transaction of the events.
create table charity.bucket (
    tenant    varchar not null,
    id        varchar not null,
    in_total  bigint  not null check (in_total between 0 and 9000000000000000),
    pointer   bigint  not null check (pointer between 0 and in_total),
    floor     bigint  not null check (floor >= 0),
    holes     bigint[] not null,          -- from, to, from, to, … ahead of the pointer, ascending, disjoint
    returns   bigint  not null,           -- how many reversals came in; a refund is decided on one count
    primary key (tenant, id)
) with (fillfactor = 50);

-- Keys of donors, each wrapped by the master key. Deleting a row erases what the log says of that person.
create table charity.donor_key (
    tenant  varchar not null,
    donor   varchar not null,
    wrapped bytea   not null,
    primary key (tenant, donor)
);

-- Tokens for the HTTP API: only their hash is kept.
create table charity.api_token (
    hash       bytea       not null primary key,
    tenant     varchar     not null,       -- '*' for the operator of the installation
    user_name  varchar     not null,
    created_at timestamptz not null,
    revoked_at timestamptz null
);

-- What holds for the whole installation, such as the fingerprint of its master key.
create table charity.installation (
    name  varchar not null primary key,
    value varchar not null
);
