create index on request (tenant, status, position);
