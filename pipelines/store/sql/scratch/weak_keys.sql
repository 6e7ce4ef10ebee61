-- Grain: one weak kind of key and how many requests may share one of it. Key: kind. Reads: block_size.
select weak as kind, cast(case when bool_or(members <= most and not is_used)
    then coalesce(max(members) filter (where is_used), 1) else max(most) end as bigint) as most
from block_size
where weak is not null
group by weak
order by weak
