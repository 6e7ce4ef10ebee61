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
select 'one' as kind, '' as value, 1 / n as share from total
union all
select kind, value, seen / n from counted, total where seen > 1 and (kind = 'person' or seen / n > 0.0001)
order by kind, value
