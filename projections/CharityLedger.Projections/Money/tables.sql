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
