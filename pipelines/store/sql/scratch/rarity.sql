-- Grain: one common value and the share of requests that carry it. Key: kind, value. Reads: node.
with total as (select cast(count(*) as double) as n from node),
counted as (
    select 'word' as kind, value, count(*) as seen from (select unnest(surnames) as value from node) w group by value
    union all
    select 'skeleton', value, count(*) from (select unnest(surname_skeletons) as value from node) w group by value
    union all
    select 'first', value, count(*)
    from (select g_first as value from node union all select c_first from node) w where value is not null group by value
    union all
    select 'address', value, count(*)
    from (
        select street || '|' || coalesce(house_number, '') || '|' || coalesce(postcode, commune, '') as value
        from node where street is not null
    ) w group by value
    union all
    select 'postcode', postcode, count(*) from node where postcode is not null group by postcode
    union all
    select 'person', value, count(*)
    from (
        select g_skel || '|' || g_last as value from node
        union all
        select c_skel || '|' || c_last from node
    ) w where value is not null group by value
)
select 'one' as kind, '' as value, 1 / n as share from total
union all
select kind, value, seen / n from counted, total where seen > 1 and (kind = 'person' or seen / n > 0.0001) order by kind, value
