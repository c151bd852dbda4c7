-- What moved in a bucket since the beginning, in fen.
create table bucket (
    tenant        varchar collate "C" not null,
    bucket        varchar collate "C" not null,
    gifts         bigint not null,        -- how many gifts came for it
    received      bigint not null,
    fees          bigint not null,        -- management fees set aside from those gifts; they lie in 'management'
    allocated_in  bigint not null,
    allocated_out bigint not null,
    paid          bigint not null,
    returned      bigint not null,        -- payments that came back
    refunded      bigint not null,
    earned        bigint not null,        -- yields, dividends, gains of sales
    lost          bigint not null,        -- losses of sales, write-offs
    primary key (tenant, bucket)
);
-- The same by pot (a fund, general money, management fees; restrictions put together) and month of the business date.
-- A bucket is bounded, but how many a pot has is not; so what is added up here has no limit that could stop the fold.
create table month (
    tenant        varchar collate "C" not null,
    pot           varchar collate "C" not null,
    month         date   not null,
    gifts         bigint not null,
    received      numeric not null,
    fees          numeric not null,
    allocated_in  numeric not null,
    allocated_out numeric not null,
    paid          numeric not null,
    returned      numeric not null,
    refunded      numeric not null,
    earned        numeric not null,        -- yields, dividends, gains of sales
    lost          numeric not null,        -- losses of sales, write-offs
    primary key (tenant, pot, month)
);
