-- The public list of gifts. No name is in it: sealed opens only with the donor's key, which stands elsewhere.
create table gift (
    tenant      varchar collate "C" not null,
    position    bigint  not null,
    gift        varchar collate "C" not null,
    fund        varchar collate "C" null,
    campaign    varchar collate "C" null,
    purpose     varchar collate "C" null,
    occurred_on date    not null,
    amount      bigint  not null,
    channel     varchar collate "C" not null,
    donor       varchar collate "C" not null,
    donor_kind  int     not null,       -- person, organisation, anonymous
    naming      int     not null,       -- withheld, masked, full
    sealed      bytea   null
);
create table refund (
    tenant      varchar collate "C" not null,
    gift        varchar collate "C" not null,
    position    bigint  not null,
    refund      varchar collate "C" not null,
    occurred_on date    not null,
    amount      bigint  not null
);
create table payment (
    tenant      varchar collate "C" not null,
    position    bigint  not null,
    payment     varchar collate "C" not null,
    fund        varchar collate "C" null,
    bucket      varchar collate "C" not null,
    occurred_on date    not null,
    amount      bigint  not null,
    payee       varchar collate "C" not null,
    purpose     varchar collate "C" not null
);
create table reversal (
    tenant      varchar collate "C" not null,
    payment     varchar collate "C" not null,
    position    bigint  not null,
    reversal    varchar collate "C" not null,
    occurred_on date    not null,
    amount      bigint  not null
);
