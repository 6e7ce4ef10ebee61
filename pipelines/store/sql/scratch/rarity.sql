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
    select 'commune', coalesce(commune_code, commune), unique_id from node where commune is not null
),
named as (
    select g_skel || '|' || g_last as value, unique_id, g_born as born, left(postcode, 2) as area
    from node where g_skel is not null and g_last is not null
    union all
    select c_skel || '|' || c_last, unique_id, c_born, left(postcode, 2)
    from node where c_skel is not null and c_last is not null
),
counted as (
    select kind, value, count(distinct family) as seen
    from said
    join family using (unique_id)
    group by kind, value
    union all
    -- Bearers of one name count as several where their birth dates or departments differ: else they may be one asked often.
    select 'person', value, least(count(distinct family), greatest(count(distinct born), count(distinct area), 1))
    from named
    join family using (unique_id)
    group by value
)
-- A hundred imaginary families of usual names keep a small table from calling its own names common; where they would live says
-- little, for a small campaign is a local one: there they count less.
select 'one' as kind, '' as value, 1 / (n + 100) as share from total
union all
select kind, value,
    case when kind in ('postcode', 'commune') then (seen + 0.2) / (n + 40)
        else (seen + 100 * case kind when 'first' then 0.004 when 'person' then 0 else 0.001 end) / (n + 100) end
from counted, total where seen > 1 and (kind = 'person' or seen / n > 0.0001)
order by kind, value
