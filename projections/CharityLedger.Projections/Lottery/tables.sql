-- Indicators of the welfare-lottery fund as issued, in fen.
create table indicator (
    tenant       varchar collate "C" not null,
    indicator    varchar collate "C" not null,
    document     varchar collate "C" not null,
    level        varchar collate "C" not null,
    year         int     not null,
    purpose      varchar collate "C" not null,
    project_code varchar collate "C" not null,
    target       varchar collate "C" not null,
    issued       bigint  not null,
    issued_on    date    not null,
    primary key (tenant, indicator)
);
-- Their parts as allotted to using units.
create table part (
    tenant        varchar collate "C" not null,
    indicator     varchar collate "C" not null,
    part          varchar collate "C" not null,
    region        varchar collate "C" not null,
    unit          varchar collate "C" not null,
    project       varchar collate "C" not null,
    priority      boolean not null,
    treatment     varchar collate "C" not null,
    allotted_on   date    not null,
    primary key (tenant, indicator, part)
);
-- What moved at each place of an indicator in a budget year: stage 0 is the indicator (part is ''), 1 a part, 2 the part's
-- money. came_in: issued, allotted or paid; went_on: to the next stage, or spent.
create table place (
    tenant      varchar collate "C" not null,
    indicator   varchar collate "C" not null,
    part        varchar collate "C" not null,
    stage       int     not null,
    year        int     not null,
    came_in     bigint  not null,
    carried_in  bigint  not null,
    went_on     bigint  not null,
    carried_out bigint  not null,
    recovered   bigint  not null,
    primary key (tenant, indicator, part, stage, year)
);
create table expenditure (
    tenant      varchar collate "C" not null,
    indicator   varchar collate "C" not null,
    part        varchar collate "C" not null,
    expenditure varchar collate "C" not null,
    year        int     not null,
    type        varchar collate "C" not null,
    payee       varchar collate "C" not null,
    use         varchar collate "C" not null,
    amount      bigint  not null,
    came_back   bigint  not null,
    occurred_on date    not null,
    photo       varchar collate "C" null,       -- SHA-256 of the label's photo
    place       varchar collate "C" null,
    primary key (tenant, expenditure)
);
create table evaluation (
    tenant      varchar collate "C" not null,
    indicator   varchar collate "C" not null,
    evaluation  varchar collate "C" not null,
    part        varchar collate "C" null,
    score       int     not null,
    effect      varchar collate "C" not null,
    by_whom     varchar collate "C" not null,
    occurred_on date    not null,
    primary key (tenant, evaluation)
);
-- Sales of a month as recorded.
create table sales (
    tenant         varchar collate "C" not null,
    sales          varchar collate "C" not null,
    month          date    not null,
    game           varchar collate "C" not null,
    sold           bigint  not null,
    proportion     int     not null,            -- 1/10,000
    expired_prizes bigint  not null,
    declared       bigint  not null,
    declared_on    date    not null,
    paid           bigint  not null,
    paid_on        date    not null,
    primary key (tenant, sales)
);
