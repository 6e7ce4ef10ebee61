-- Grain: one code. Key: code_id. Reads: nothing.
insert into access_code (code_id, partner_id, prefix, code_hash, way, issued_at, issued_by, ends_at, failures)
values (:code_id, :partner_id, :prefix, :code_hash, :way, :issued_at, :issued_by, :ends_at, 0)
