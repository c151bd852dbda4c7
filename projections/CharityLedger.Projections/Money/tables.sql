-- The register of money accounts.
create table account (
    tenant     varchar collate "C" not null,
    position   bigint  not null,
    code       varchar collate "C" not null,
    name       varchar not null,
    kind       varchar collate "C" not null,    -- bank, cash, alipay, wechat
    book       varchar collate "C" not null,
    number_end varchar collate "C" null,
    opened_on  date    not null,
    closed_on  date    null,
    closed_at  bigint  null,                    -- position of its closing
    primary key (tenant, code)
);
-- Money in, less money out, of a day, by what its events say of the way it took: an account's code or a channel's word. Which
-- account a word means is told when it is read, so that an account may be entered after its money; but none takes what came into
-- the log after its closing, whatever its date.
create table way_day (
    tenant  varchar collate "C" not null,
    book    varchar collate "C" not null,
    account varchar collate "C" not null,       -- of the chart
    way     varchar collate "C" not null,
    day     date    not null,
    closing bigint  not null,                   -- position of the register's last closing before it; 0 for none
    amount  numeric not null,                   -- has no limit, as account_month in the journal
    primary key (tenant, book, account, way, day, closing)
);
-- Moves between own accounts, and how they ended.
create table move (
    tenant        varchar collate "C" not null,
    move          varchar collate "C" not null,
    position      bigint  not null,
    account       varchar collate "C" not null,  -- kind of the one that it left
    named_account varchar collate "C" null,      -- its code
    target        varchar collate "C" not null,  -- kind of the one that it is for
    named_target  varchar collate "C" null,      -- its code
    amount        bigint  not null,
    fee           bigint  not null,
    purpose       varchar not null,
    reference     varchar null,
    left_on       date    not null,              -- the bank's day; the business date where it arrived that day
    status        varchar collate "C" not null,  -- on_the_way, arrived, returned
    ended_on      date    null,                  -- the bank's day
    end_reference varchar null,
    reason        varchar null,
    primary key (tenant, move)
);
