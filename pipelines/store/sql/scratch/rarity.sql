-- Grain: one common value and the share of families that carry it. Key: kind, value. Reads: said, family.
with total as (select cast(count(distinct family) as double) as n from family),
counted as (
    -- Bearers of one full name count as several where birth dates or departments differ: else they may be one asked often.
    select kind, value,
        case when kind = 'person' then least(count(distinct family), greatest(count(distinct born), count(distinct area), 1))
            else count(distinct family) end as seen
    from said
    join family using (unique_id)
    where kind <> 'resident'
    group by kind, value
),
common as (
    -- A hundred imaginary families of usual names keep a small table from calling its own names common; where they would live
    -- says little, for a small campaign is a local one: there they count less.
    select kind, value,
        case when kind in ('postcode', 'commune') then (seen + 0.2) / (n + 40)
            else (seen + 100 * case kind when 'first' then 0.004 when 'person' then 0 else 0.001 end) / (n + 100) end as share
    from counted, total where seen > 1 and (kind = 'person' or seen / n > 0.0001)
)
select 'one' as kind, '' as value, 1 / (n + 100) as share from total
union all
select 'first_u', '', round(coalesce(sum(share * share), 0.01), 12) from common where kind = 'first'
union all
select kind, value, share from common
order by kind, value
