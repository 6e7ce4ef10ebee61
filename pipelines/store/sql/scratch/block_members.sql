-- Grain: one request under one shared key. Key: key, unique_id. Reads: block_key, block_size.
create or replace table block_member as
select distinct k.key, k.unique_id
from (select hash(key) as key, unique_id from block_key) k
semi join (select key from block_size where is_used) s using (key)
