-- The journal: one voucher per event and account set (book), its lines balanced. Reversals are red: negative amounts on the
-- same side.
create table voucher (
    tenant      varchar collate "C" not null,
    position    bigint  not null,       -- of the event
    book        varchar collate "C" not null,
    month       date    not null,       -- first day of the period
    number      int     not null,       -- 1, 2, 3, … per book and period, in the order of the log
    occurred_on date    not null,
    summary     varchar not null,
    preparer    varchar not null
);
create table line (
    tenant      varchar collate "C" not null,
    position    bigint  not null,
    line        int     not null,       -- 1, 2, 3, … within the event
    occurred_on date    not null,
    book        varchar collate "C" not null,
    account     varchar collate "C" not null,
    bucket      varchar collate "C" not null,
    debit       bigint  not null,
    credit      bigint  not null
);
create table voucher_count (
    tenant   varchar collate "C" not null,
    book     varchar collate "C" not null,
    month    date    not null,
    vouchers int     not null,
    primary key (tenant, book, month)
);
-- How much is entered in a month has no limit: a sum that passed a bigint would stop the journal of all.
create table account_month (
    tenant  varchar collate "C" not null,
    book    varchar collate "C" not null,
    account varchar collate "C" not null,
    month   date    not null,
    closing boolean not null,           -- the carry-over at the end of a year
    debit   numeric not null,
    credit  numeric not null,
    cash    numeric not null,           -- money in, less money out, that had this account on the other side of its voucher
    primary key (tenant, book, account, month, closing)
);
-- Money as it was counted, or as a bank stated it; compared with the books when it is read.
create table count (
    tenant      varchar collate "C" not null,
    position    bigint  not null,
    count       varchar collate "C" not null,
    book        varchar collate "C" not null,
    account     varchar collate "C" not null,
    occurred_on date    not null,
    balance     bigint  not null,
    evidence    varchar not null,
    counter     varchar not null,
    named_account varchar collate "C"   -- code of the account in the register; null for all of that kind together
);
-- Where money without a donor's restriction lies in a restricted bucket, because it was allotted there from general
-- money: intervals of the bucket's line, and of the offsets of outflows from it (line 'outflow <position>/<posting>'), since
-- these may come back.
create table unrestricted (
    tenant varchar collate "C" not null,
    line   varchar collate "C" not null,
    lo     bigint  not null,
    hi     bigint  not null,
    primary key (tenant, line, lo)
);
