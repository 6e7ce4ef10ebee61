-- Grain: one key of a request, as a number from which its text cannot be read without trying texts. Key: request_id, digest. Reads: block_key, node.
select distinct n.request_id, md5_number_lower(k.key) as digest, split_part(k.key, '|', 1) as kind, cast(abs(k.most) as bigint) as most,
    k.most < 0 as is_weak
from block_key k
join node n on n.unique_id = k.unique_id
order by n.request_id, digest
