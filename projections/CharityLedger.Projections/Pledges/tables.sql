-- Promised gifts, and what took from what is open of them. Who promised stands in the log, sealed.
create table pledge (
    tenant      varchar collate "C" not null,
    pledge      varchar collate "C" not null,
    position    bigint  not null,
    occurred_on date    not null,
    due_on      date    null,
    amount      bigint  not null,
    enforceable int     not null,       -- 1 where it may be demanded (Charity Law art. 41)
    fund        varchar collate "C" null,
    campaign    varchar collate "C" null,
    purpose     varchar collate "C" null
);
create table settled (
    tenant   varchar collate "C" not null,
    pledge   varchar collate "C" not null,
    position bigint  not null,
    amount   bigint  not null           -- fulfilled or released
);
-- What is promised from a day on, as amended.
create table pledge_change (
    tenant         varchar collate "C" not null,
    pledge         varchar collate "C" not null,
    effective_from date    not null,
    position       bigint  not null,
    amount         bigint  not null,
    due_on         date    null,
    instalments    varchar not null,        -- day:fen of each, apart by spaces
    primary key (tenant, pledge, effective_from, position)
);
