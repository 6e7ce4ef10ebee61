-- Grain: one key that two requests or more share, and whether it is used; a weak kind has a budget of pairs. Key: key. Reads: block_key, node.
create or replace table block_size as
with hashed as (
    select distinct hash(key) as key, unique_id, most, case when most < 0 then split_part(key, '|', 1) end as weak
    from block_key
),
sized as (
    select key, weak, count(*) as members, min(abs(most)) as most from hashed group by key, weak having count(*) > 1
),
budgeted as (
    select weak, members,
        sum(count(*) * members * (members - 1) / 2) over (partition by weak order by members) as pairs
    from sized where weak is not null group by weak, members
)
select s.key, s.weak, s.members, s.most,
    s.members <= s.most
        and (s.weak is null or b.pairs <= greatest(20000, 0.3 * (select count(*) from node))) as is_used
from sized s
left join budgeted b on b.weak = s.weak and b.members = s.members
