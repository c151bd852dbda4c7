-- The trace of gift $2 of federation $1: a walk that steps from an interval of a bucket's line to the outflows that
-- took it (by range over slices), and from an outflow to where its money flowed in again (by range over inflows),
-- until it ends; also into other federations, where an outflow's money flowed in there.
-- at: offset within the gift. lo: position on the line where there is a bucket, else offset within the outflow.
with recursive walk as (
    select 0 as depth, (sum(i.hi - i.lo) over (order by i.posting) - (i.hi - i.lo))::bigint as at,
           i.hi - i.lo as length, i.tenant, i.bucket, i.lo, i.position, i.posting, i.kind, i.id, i.occurred_on,
           null::varchar collate "C" as payee, null::varchar collate "C" as purpose
    from gift_trace.inflow i
    where i.tenant = $1 and i.id = $2 and i.kind = 'gift'
  union all
    select w.depth + 1, w.at + n.first - w.lo, n.last - n.first,
           n.tenant, n.bucket, n.lo, n.position, n.posting, n.kind, n.id, n.occurred_on, n.payee, n.purpose
    from walk w cross join lateral (
        select greatest(s.lo, w.lo) as first, least(s.hi, w.lo + w.length) as last, s.tenant,
               null::varchar collate "C" as bucket,
               s.outflow_lo + greatest(s.lo, w.lo) - s.lo as lo,
               s.position, s.posting, s.kind, s.id, s.occurred_on, s.payee, s.purpose
        from gift_trace.slice s
        where w.bucket is not null and s.tenant = w.tenant and s.bucket = w.bucket
          -- Slices don't overlap, so only the last one that begins at or before the interval can reach into it.
          and s.lo >= coalesce((select max(b.lo) from gift_trace.slice b
                                where b.tenant = w.tenant and b.bucket = w.bucket and b.lo <= w.lo), w.lo)
          and s.lo < w.lo + w.length and s.hi > w.lo
      union all
        select greatest(i.source_lo, w.lo), least(i.source_lo + i.hi - i.lo, w.lo + w.length), i.tenant, i.bucket,
               i.lo + greatest(i.source_lo, w.lo) - i.source_lo,
               i.position, i.posting, i.kind, i.id, i.occurred_on, null, null
        from gift_trace.inflow i
        where w.bucket is null and i.source_position = w.position and i.source_posting = w.posting
          and i.source_lo < w.lo + w.length and i.source_lo + i.hi - i.lo > w.lo
    ) n
), returned as (
    select b.bucket, (select count(*) from gift_trace.inflow i
                      where i.tenant = $1 and i.bucket = b.bucket and i.kind = 'return') as returns
    from (select distinct bucket from walk where bucket is not null and tenant = $1) b
)
select w.depth, w.at, w.length, w.bucket, w.lo, w.kind, w.id, w.occurred_on, w.payee, w.purpose, r.returns,
       (select last_seq_id from ledger.mt_event_progression where name = 'GiftTrace:All') as position, w.tenant
from walk w left join returned r on r.bucket = w.bucket and w.tenant = $1
order by w.depth, w.at
