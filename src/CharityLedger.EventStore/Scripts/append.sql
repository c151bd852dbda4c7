-- The statements of an append, in the order in which they are sent, in the transaction of a Marten session. Loading takes
-- the lock and reads what the commands touch, in one round trip; writing and committing is another. Where the host's
-- memory suffices, nothing is loaded and all is one round trip. Large batches send their rows by COPY. A trial looks
-- instead of locking, at a snapshot of its own.

-- :lock
select pg_advisory_xact_lock(4847320156);
-- :look
select set_config('transaction_read_only', 'on', true);

-- :load last
select seq_id, timestamp from ledger.mt_events order by seq_id desc limit 1;
-- :load streams
select s.tenant_id, s.id, s.version
from unnest($1::varchar[], $2::varchar[]) as w(tenant_id, id)
join ledger.mt_streams s on s.tenant_id = w.tenant_id and s.id = w.id;
-- :load keys
select e.id, e.seq_id, e.timestamp, e.headers ->> 'hash', (e.headers ->> 'count')::int
from unnest($1::uuid[]) as w(id)
join ledger.mt_events e on e.id = w.id;
-- :load buckets
select b.tenant, b.id, b.in_total, b.pointer, b.floor, b.holes, b.returns
from unnest($1::varchar[], $2::varchar[]) as w(tenant, id)
join charity.bucket b on b.tenant = w.tenant and b.id = w.id;
-- :load donors
select d.tenant, d.donor
from unnest($1::varchar[], $2::varchar[]) as w(tenant, donor)
join charity.donor_key d on d.tenant = w.tenant and d.donor = w.donor;
-- :load emptied
select b.tenant, b.id, b.in_total, b.pointer, b.floor, b.holes, b.returns
from unnest($1::varchar[], $2::varchar[]) as w(tenant, id)
join charity.bucket b on b.tenant = w.tenant and starts_with(b.id, w.id || '+');

-- :load since
-- What came after the least position alone is looked at, along the key: a join over positions would read the whole log.
select e.seq_id, e.tenant_id, e.type, e.data
from ledger.mt_events e
where e.seq_id > $5 and e.type = any($3::varchar[]) and exists (
    select from unnest($1::varchar[], $2::bigint[]) as w(tenant, position)
    where w.tenant = e.tenant_id and e.seq_id > w.position)
order by e.seq_id limit $4;
-- :load bound
select b.tenant, b.id, b.in_total, b.pointer, b.floor, b.holes, b.returns
from unnest($1::varchar[], $2::varchar[]) as w(tenant, word)
join charity.bucket b on b.tenant = w.tenant and strpos(b.id || '+', w.word || '+') > 0;

-- :load identifiers
select d.tenant, d.digest, d.contact
from unnest($1::varchar[], $2::uuid[]) as w(tenant, digest)
join charity.contact_digest d on d.tenant = w.tenant and d.kind = 6 and d.digest = w.digest;

-- :write new_streams
insert into ledger.mt_streams (tenant_id, id, type, version, timestamp, created)
select tenant_id, id, type, version, $5, $5
from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::bigint[]) as n(tenant_id, id, type, version);
-- :write old_streams
update ledger.mt_streams s set version = w.version, timestamp = $4
from unnest($1::varchar[], $2::varchar[], $3::bigint[]) as w(tenant_id, id, version)
where s.tenant_id = w.tenant_id and s.id = w.id;
-- :write events
insert into ledger.mt_events
    (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, correlation_id, causation_id, headers)
select n.seq_id, n.id, n.stream_id, n.version, n.data, n.type, $10, n.tenant_id,
       n.correlation_id, n.causation_id, n.headers
from unnest($1::bigint[], $2::uuid[], $3::varchar[], $4::bigint[], $5::jsonb[], $6::varchar[], $7::varchar[],
            $8::varchar[], $9::varchar[], $11::jsonb[])
    as n(seq_id, id, stream_id, version, data, type, tenant_id, correlation_id, causation_id, headers);
-- :write listed_streams
insert into charity.listed_stream (tenant, type, id)
select tenant, type, id from unnest($1::varchar[], $2::varchar[], $3::varchar[]) as n(tenant, type, id);
-- :write donor_keys
insert into charity.donor_key (tenant, donor, wrapped)
select tenant, donor, wrapped from unnest($1::varchar[], $2::varchar[], $3::bytea[]) as n(tenant, donor, wrapped);
-- :write restricted_keys
insert into charity.restricted_key (tenant, donor)
select tenant, donor from unnest($1::varchar[], $2::varchar[]) as n(tenant, donor) on conflict do nothing;
-- :write released_keys
delete from charity.restricted_key k using unnest($1::varchar[], $2::varchar[]) as w(tenant, donor)
where k.tenant = w.tenant and k.donor = w.donor;
-- :write destroyed_keys
delete from charity.donor_key k using unnest($1::varchar[], $2::varchar[]) as w(tenant, donor)
where k.tenant = w.tenant and k.donor = w.donor;
-- :write gone_digests
delete from charity.contact_digest d using unnest($1::varchar[], $2::varchar[]) as w(tenant, contact)
where d.tenant = w.tenant and d.contact = w.contact;
-- :write buckets
insert into charity.bucket (tenant, id, in_total, pointer, floor, holes, returns)
select tenant, id, in_total, pointer, floor, holes::bigint[], returns
from unnest($1::varchar[], $2::varchar[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[])
    as n(tenant, id, in_total, pointer, floor, holes, returns)
on conflict (tenant, id) do update set
    in_total = excluded.in_total, pointer = excluded.pointer, floor = excluded.floor,
    holes = excluded.holes, returns = excluded.returns;
-- Heard by the followers, to whom the position is said, and by the daemon of any Marten application.
-- :write last
select setval('ledger.mt_events_sequence', $1), pg_notify('mt_events_appended', $1::text);

-- :copy new_streams
copy ledger.mt_streams (tenant_id, id, type, version, timestamp, created) from stdin (format binary);
-- :copy events
copy ledger.mt_events
    (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, correlation_id, causation_id, headers)
    from stdin (format binary);
-- :copy donor_keys
copy charity.donor_key (tenant, donor, wrapped) from stdin (format binary);
-- :copy contact_digests
copy charity.contact_digest (tenant, kind, digest, contact) from stdin (format binary);

-- :commit
commit;
