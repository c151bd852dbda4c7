create index on payment_order (tenant, step, position);
create index on direct_debit (tenant, position);
create index on direct_debit (tenant, position) where cardinality(approved_by) < approvals;
create index on payment_order (tenant, position);
