-- Requests that need approval, and where they stand.
create table request (
    tenant       varchar collate "C" not null,
    request      varchar collate "C" not null,
    position     bigint  not null,
    action       varchar collate "C" not null,
    subject      varchar collate "C" null,
    input        varchar collate "C" not null,
    amount       bigint  null,
    requested_by varchar collate "C" not null,
    requested_on date    not null,
    approvals    int     not null,
    approved_by  varchar[] not null default '{}',
    papers       varchar[] not null default '{}',
    papers_required varchar[] not null default '{}',
    route        varchar[] not null default '{}',
    signed       int[] not null default '{}',
    sent_back    boolean not null default false,
    status       varchar collate "C" not null default 'open',
    closed_by    varchar collate "C" null,
    reason       varchar collate "C" null,
    primary key (tenant, request)
);
