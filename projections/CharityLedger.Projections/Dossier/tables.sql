-- The events of plans, agreements and duties: few, and read together.
create table entry (
    tenant   varchar collate "C" not null,
    position bigint  not null,
    stream   varchar collate "C" not null,
    type     varchar collate "C" not null,
    data     varchar collate "C" not null,
    primary key (tenant, position)
);
