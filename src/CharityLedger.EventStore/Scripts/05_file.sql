-- Files that a job or a page needs, each sealed by the installation's master key before it comes here. A file is cut into pieces
-- of a bounded size and written in one transaction: it is whole, or it isn't there.
create table charity.file (
    name       varchar     not null primary key,
    length     bigint      not null,
    written_at timestamptz not null
);

create table charity.file_piece (
    name   varchar not null references charity.file on delete cascade,
    number int     not null,
    bytes  bytea   not null,
    primary key (name, number)
);

-- Imports that run as jobs: what was ordered, how far they are, and what came of them. Their lists are files.
create table charity.import (
    id         varchar     not null primary key,
    tenant     varchar     not null,
    user_name  varchar     not null,
    ordered    varchar     not null,
    state      varchar     not null,
    rows       int         not null,
    fraction   float8      not null,
    outcome    varchar,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
