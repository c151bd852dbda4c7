alter table voucher add primary key (tenant, book, month, number);
alter table count add primary key (tenant, position);
alter table line add primary key (tenant, position, line);
