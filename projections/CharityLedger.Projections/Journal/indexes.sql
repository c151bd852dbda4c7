alter table line add primary key (tenant, position, line);
