alter table voucher add primary key (tenant, position, book);
create unique index voucher_number on voucher (tenant, book, month, number);
alter table count add primary key (tenant, position);
alter table line add primary key (tenant, position, line);
