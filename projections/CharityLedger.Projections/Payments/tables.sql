-- Payments on their way (付款单), and where they stand.
create table payment_order (
    tenant        varchar collate "C" not null,
    request       varchar collate "C" not null,
    position      bigint  not null,
    action        varchar collate "C" not null,
    step          varchar collate "C" not null,
    since         date    not null,
    account       varchar collate "C" not null,
    named_account varchar collate "C" null,
    amount        bigint  null,
    payee         varchar collate "C" not null,
    purpose       varchar collate "C" not null,
    reserved      varchar collate "C" not null,
    approved_on   date    not null,
    paid_on       date    null,
    booked_on     date    null,
    reference     varchar collate "C" null,
    fee           bigint  not null default 0,
    reason        varchar collate "C" null,
    primary key (tenant, request)
);

-- What payees may take by themselves (代扣授权), and what the bank paid by itself (银行代扣).
create table standing_approval (
    tenant    varchar collate "C" not null,
    standing  varchar collate "C" not null,
    payee     varchar collate "C" not null,
    purpose   varchar collate "C" not null,
    ceiling   bigint not null,
    starts_on date   not null,
    ends_on   date   not null,
    primary key (tenant, standing)
);
create table direct_debit (
    tenant      varchar collate "C" not null,
    payment     varchar collate "C" not null,
    position    bigint not null,
    standing    varchar collate "C" null,
    paid_on     date   not null,
    booked_on   date   not null,
    reference   varchar collate "C" null,
    recorded_by varchar collate "C" not null,
    approvals   int    not null,
    approved_by varchar[] collate "C" not null default '{}',
    primary key (tenant, payment)
);
