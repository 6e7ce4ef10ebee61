-- Grain: one contact and one naming seen with it, for contacts seen with more than three surnames. Key: all. Reads: node.
with contact as (
    select 'phone' as kind, phone_a as value, surname_skeletons as surnames, g_skel as first, g_born as born
    from node where phone_a is not null
    union all
    select 'phone', phone_b, surname_skeletons, g_skel, g_born from node where phone_b is not null
    union all
    select 'email', email, surname_skeletons, g_skel, g_born from node where email is not null
),
crowded as (
    select kind, value from contact where surnames is not null group by kind, value
    having count(distinct array_to_string(surnames, ' ')) > 3
)
select distinct c.kind, c.value, c.surnames, c.first, c.born
from contact c
join crowded using (kind, value)
where c.surnames is not null
order by c.kind, c.value, c.surnames, c.first, c.born
