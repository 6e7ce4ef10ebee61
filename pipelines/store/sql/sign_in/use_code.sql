-- Grain: one code, used once. Key: code_id. Reads: access_code.
update access_code set used_at = cast(:used_at as timestamp)
where code_id = :code_id and used_at is null and revoked_at is null
