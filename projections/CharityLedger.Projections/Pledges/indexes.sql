alter table pledge add primary key (tenant, pledge);
alter table settled add primary key (tenant, pledge, position);
