create index on payment_order (tenant, step, position);
