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
