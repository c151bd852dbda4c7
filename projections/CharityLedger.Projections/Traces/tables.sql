-- One row per inflow: the interval that it took on its bucket's line. Money that was an outflow before (a transfer's
-- other end, a payment that came back) names that outflow and the first of its offsets that flowed in here.
create table inflow (
    tenant          varchar collate "C" not null,
    bucket          varchar collate "C" not null,
    lo              bigint  not null,
    hi              bigint  not null,
    position        bigint  not null,
    posting         int     not null,
    kind            varchar collate "C" not null,       -- gift, transfer, return, gain, agency
    id              varchar collate "C" not null,       -- of the gift, the allocation, the reversal
    occurred_on     date    not null,
    source_position bigint  null,
    source_posting  int     null,
    source_lo       bigint  null
);
-- One row per slice that an outflow took, with what it was for; nearly every outflow is one slice. Slices of a bucket
-- never overlap. outflow_lo: the offset within the outflow at which the slice begins.
create table slice (
    tenant      varchar collate "C" not null,
    bucket      varchar collate "C" not null,
    lo          bigint  not null,
    hi          bigint  not null,
    position    bigint  not null,
    posting     int     not null,
    outflow_lo  bigint  not null,
    kind        varchar collate "C" not null,           -- payment, transfer, refund, loss
    id          varchar collate "C" not null,           -- of the payment, the allocation, the refund
    occurred_on date    not null,
    payee       varchar collate "C" null,
    purpose     varchar collate "C" null
);
