-- Grain: one code. Key: prefix. Reads: access_code.
select code_id, partner_id, code_hash, ends_at, failures, used_at, revoked_at
from access_code
where prefix = :prefix
