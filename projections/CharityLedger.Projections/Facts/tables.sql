-- What every expense line of the journal belongs to; the carry-over of a year is none. What came back is negative.
create table expense (
    tenant      varchar collate "C" not null,
    position    bigint  not null,       -- of the event
    line        int     not null,       -- 1, 2, 3, … within the event
    record      varchar collate "C" not null, -- id of the payment, distribution, expenditure, …; of a reversal that of what it reverses
    kind        varchar not null,       -- alias of the event
    occurred_on date    not null,
    book        varchar collate "C" not null,
    account     varchar collate "C" not null,
    bucket      varchar collate "C" not null,
    amount      bigint  not null
);
-- What was stated of records, of each fact the latest.
create table stated (
    tenant         varchar collate "C" not null,
    record         varchar collate "C" not null,
    nature         varchar,
    field          varchar,
    region         varchar,
    recipients     int,
    origin         varchar,
    programme      int,                 -- basis points of a shared cost
    administration int,
    fundraising    int,
    primary key (tenant, record)
);
