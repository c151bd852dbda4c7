create index inflow_gift on inflow (tenant, id) where kind = 'gift';
create index inflow_source on inflow (tenant, source_position, source_posting, source_lo)
    where source_position is not null;
create index inflow_return on inflow (tenant, bucket) where kind = 'return';
alter table slice add primary key (tenant, bucket, lo);
