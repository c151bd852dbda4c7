-- Contacts, and which gifts are whose. No name is in it: sealed opens only with the contact's key, which stands elsewhere.
create table contact (
    tenant        varchar collate "C" not null,
    contact       varchar collate "C" not null,
    position      bigint  not null,
    type          int     not null,       -- person, organisation, household
    origin        int     not null,       -- mainland, Hong Kong, Macao, Taiwan, overseas
    country       varchar collate "C" null,
    parts         int     not null,       -- a bit for each part that it plays
    naming        int     not null,       -- withheld, masked, full
    registered_on date    not null,
    sealed        bytea   not null,
    merged_into   varchar collate "C" null,
    root          varchar collate "C" not null, -- itself, or the one in which it has gone up in the end
    standing      int     not null,       -- free, restricted, erased
    primary key (tenant, contact)
);
create index on contact (tenant, merged_into) where merged_into is not null;
-- Every gift: who gave by what is sealed of it, and whose it is counted as by the latest link.
create table gift (
    tenant      varchar collate "C" not null,
    gift        varchar collate "C" not null,
    position    bigint  not null,
    occurred_on date    not null,
    amount      bigint  not null,
    refunded    bigint  not null,
    donor       varchar collate "C" null, -- null where the gift has a key of its own
    contact     varchar collate "C" null,
    linked      bigint  null,             -- position of the latest link or of its undoing
    primary key (tenant, gift)
);
