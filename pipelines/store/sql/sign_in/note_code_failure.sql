-- Grain: one code. Key: code_id. Reads: access_code.
update access_code set failures = failures + 1 where code_id = :code_id
