alter table gift add primary key (tenant, position);
create index gift_fund on gift (tenant, fund, position);
create unique index gift_id on gift (tenant, gift);
alter table refund add primary key (tenant, gift, position);
alter table payment add primary key (tenant, position);
create index payment_fund on payment (tenant, fund, position);
alter table reversal add primary key (tenant, payment, position);
