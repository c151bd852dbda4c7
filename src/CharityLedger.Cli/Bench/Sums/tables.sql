-- What was given to each fund, in fen.
create table given (
    tenant     varchar collate "C" not null,
    fund       varchar collate "C" not null,
    amount_fen bigint not null,
    gifts      bigint not null,
    primary key (tenant, fund)
);
