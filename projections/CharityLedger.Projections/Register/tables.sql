-- The federations that keep their books here.
create table federation (
    tenant        varchar collate "C" not null primary key,
    name          varchar collate "C" not null,
    name_en       varchar collate "C" null,
    credit_code   varchar collate "C" null,
    region        varchar collate "C" null,
    registered_on date    not null
);
-- Their named funds.
create table fund (
    tenant                      varchar collate "C" not null,
    fund                        varchar collate "C" not null,
    name                        varchar collate "C" not null,
    type                        varchar collate "C" not null,
    sponsor                     varchar collate "C" not null,
    agreement                   varchar collate "C" null,
    purpose                     varchar collate "C" not null,
    management_fee_basis_points int     not null,
    established_on              date    not null,
    primary key (tenant, fund)
);
-- What amendments changed of them; null where they left it.
create table fund_change (
    tenant                      varchar collate "C" not null,
    fund                        varchar collate "C" not null,
    effective_from              date    not null,
    position                    bigint  not null,
    name                        varchar collate "C" null,
    sponsor                     varchar collate "C" null,
    agreement                   varchar collate "C" null,
    purpose                     varchar collate "C" null,
    management_fee_basis_points int     null,
    primary key (tenant, fund, effective_from, position)
);
-- What amendments changed of a federation's own name; null where they left it.
create table federation_change (
    tenant         varchar collate "C" not null,
    effective_from date    not null,
    position       bigint  not null,
    name           varchar collate "C" null,
    name_en        varchar collate "C" null,
    primary key (tenant, effective_from, position)
);
