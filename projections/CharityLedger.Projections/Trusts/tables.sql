-- Charitable trusts as they stand.
create table trust (
    tenant        varchar collate "C" not null,
    trust         varchar collate "C" not null,
    name          varchar collate "C" not null,
    role          varchar collate "C" not null,
    trustee       varchar collate "C" null,       -- null: the federation
    supervisor    varchar collate "C" null,
    purpose       varchar collate "C" not null,
    scope         varchar collate "C" not null,
    signed_on     date    not null,
    ends_on       date    null,
    filing_number varchar collate "C" null,
    filed_on      date    null,                   -- of its establishment
    trustee_since date    null,                   -- of the last change
    refiled_on    date    null,                   -- of that change
    ended_on      date    null,
    end_reported_on date  null,
    primary key (tenant, trust)
);
-- What moved in a trust in a year, in fen.
create table year (
    tenant      varchar collate "C" not null,
    trust       varchar collate "C" not null,
    year        int     not null,
    contributed bigint  not null,
    earned      bigint  not null,
    fees        bigint  not null,
    distributed bigint  not null,                 -- what came back taken off
    handed_on   bigint  not null,                 -- residue
    primary key (tenant, trust, year)
);
