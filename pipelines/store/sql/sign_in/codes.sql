-- Grain: one code, newest first. Key: code_id. Reads: access_code, partner.
select c.code_id, c.partner_id, p.code as partner_code, p.name as partner_name, p.department_code, c.prefix, c.way,
    c.issued_at, c.issued_by, c.ends_at, c.failures, c.used_at, c.revoked_at
from access_code c
join partner p on p.partner_id = c.partner_id
order by c.issued_at desc, c.code_id desc
