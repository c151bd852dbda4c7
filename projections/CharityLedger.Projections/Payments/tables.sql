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
