-- Grain: one pair of requests that share a key. Key: join_key_l, join_key_r. Reads: block_member.
create or replace table candidate as
select distinct '0' as match_key, l.unique_id as join_key_l, r.unique_id as join_key_r
from block_member l
join block_member r on r.key = l.key and l.unique_id < r.unique_id
