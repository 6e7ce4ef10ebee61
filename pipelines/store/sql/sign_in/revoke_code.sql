-- Grain: one code. Key: code_id. Reads: access_code.
update access_code set revoked_at = cast(:revoked_at as timestamp)
where code_id = :code_id and revoked_at is null
