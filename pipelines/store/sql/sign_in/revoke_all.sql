-- Grain: every code that could still be used. Key: code_id. Reads: access_code.
update access_code set revoked_at = cast(:revoked_at as timestamp)
where revoked_at is null and used_at is null
