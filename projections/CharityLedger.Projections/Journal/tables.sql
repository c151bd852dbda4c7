-- The journal: one voucher per event that moves money, its lines balanced. Reversals are red: negative amounts on the
-- same side.
create table line (
    tenant      varchar collate "C" not null,
    position    bigint  not null,       -- of the event; names the voucher
    line        int     not null,
    occurred_on date    not null,
    account     varchar collate "C" not null,
    bucket      varchar collate "C" not null,
    debit       bigint  not null,
    credit      bigint  not null
);
create table account_month (
    tenant  varchar collate "C" not null,
    account varchar collate "C" not null,
    month   date    not null,
    debit   bigint  not null,
    credit  bigint  not null,
    primary key (tenant, account, month)
);
-- Where money without a donor's restriction lies in a restricted bucket, because it was allotted there from general
-- money: intervals of the bucket's line, and of the offsets of payments from it
-- (line 'outflow <position>/<posting>'), since these may come back.
create table unrestricted (
    tenant varchar collate "C" not null,
    line   varchar collate "C" not null,
    lo     bigint  not null,
    hi     bigint  not null,
    primary key (tenant, line, lo)
);
