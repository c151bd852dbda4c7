create index inflow_gift on inflow (tenant, id) where kind = 'gift';
create index inflow_trust on inflow (tenant, id) where starts_with(bucket, 'trust/');
-- An outflow may go on in another federation: its position names it for all of them.
create index inflow_source on inflow (source_position, source_posting, source_lo)
    where source_position is not null;
create index inflow_return on inflow (tenant, bucket) where kind = 'return';
alter table slice add primary key (tenant, bucket, lo);
