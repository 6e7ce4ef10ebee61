-- Grain: one key that too many requests share to be compared by it. Key: kind. Reads: block_key.
select split_part(key, '|', 1) as kind, count(*) as keys, cast(sum(members) as bigint) as members
from (select key, min(abs(most)) as most, count(*) as members from block_key group by key) k
where members > most
group by 1
order by 1
