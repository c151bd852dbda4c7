alter table expense add primary key (tenant, position, line);
create index on expense (tenant, book, occurred_on);
create index on expense (tenant, record);
