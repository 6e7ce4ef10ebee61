-- Grain: one person and surname in the list of a structure that houses its families; `share` is how many persons it lists by that surname. Key: kind, value. Reads: node, residence.
with listed as (
    select n.partner, unnest(n.surname_skeletons) as surname, n.g_skel
    from node n
    join residence r on r.partner = n.partner
    where n.g_skel is not null
)
select distinct 'resident' as kind, partner || '|' || surname || '|' || g_skel as value,
    cast(count(distinct g_skel) over (partition by partner, surname) as double) as share
from listed
order by value
