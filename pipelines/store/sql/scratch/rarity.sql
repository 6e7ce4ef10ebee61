-- Grain: one common value and the share of families that carry it. Key: kind, value. Reads: node, family.
with total as (select cast(count(distinct family) as double) as n from family),
said as (
    select 'word' as kind, unnest(surnames) as value, unique_id from node
    union all
    select 'skeleton', unnest(surname_skeletons), unique_id from node
    union all
    select 'first', g_first, unique_id from node where g_first is not null
    union all
    select 'first', c_first, unique_id from node where c_first is not null
    union all
    select 'address', street || '|' || coalesce(house_number, '') || '|' || coalesce(postcode, commune, ''), unique_id
    from node where street is not null
    union all
    select 'postcode', postcode, unique_id from node where postcode is not null
    union all
    select 'person', g_skel || '|' || g_last, unique_id from node where g_skel is not null and g_last is not null
    union all
    select 'person', c_skel || '|' || c_last, unique_id from node where c_skel is not null and c_last is not null
),
counted as (
    select kind, value, count(distinct family) as seen
    from said
    join family using (unique_id)
    group by kind, value
)
-- A hundred imaginary families of usual names keep a small table from calling its own names common.
select 'one' as kind, '' as value, 1 / (n + 100) as share from total
union all
select kind, value,
    (seen + 100 * case kind when 'first' then 0.004 when 'postcode' then 0.005 when 'person' then 0 else 0.001 end) / (n + 100)
from counted, total where seen > 1 and (kind = 'person' or seen / n > 0.0001)
order by kind, value
