-- Agreements to take money, as they stand with the one that takes.
create table agreement (
    tenant    varchar collate "C" not null,       -- who takes
    partner   varchar collate "C" not null,       -- who may send
    agreement varchar collate "C" not null,
    agreed_on date    not null,
    ends_on   date    null,
    primary key (tenant, partner, agreed_on)
);
-- Money and goods that went from one federation to another; amount is the value of goods.
create table transfer (
    sender      varchar collate "C" not null,
    transfer    varchar collate "C" not null,
    receiver    varchar collate "C" not null,
    bucket      varchar collate "C" not null,
    to_bucket   varchar collate "C" not null,
    project     varchar collate "C" null,
    purpose     varchar collate "C" not null,
    amount      bigint  not null,
    occurred_on date    not null,
    gift        varchar collate "C" null,         -- the sender's gift in kind; null for money
    quantity    bigint  null,
    status      varchar collate "C" not null,     -- expected, until the receiver confirms its bank's day; arrived
    arrived_on  date    null,
    primary key (sender, transfer)
);
-- Shared projects and the shares of each.
create table project (
    lead      varchar collate "C" not null,
    project   varchar collate "C" not null,
    name      varchar collate "C" not null,
    opened_on date    not null,
    primary key (lead, project)
);
create table share (
    lead       varchar collate "C" not null,
    project    varchar collate "C" not null,
    federation varchar collate "C" not null,
    amount     bigint  not null,
    primary key (lead, project, federation)
);
