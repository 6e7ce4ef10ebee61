-- Grain: one partner. Key: code. Reads: partner, the staged table arriving_partner.
insert into partner (partner_id, code, name, kind, commune_code, department_code, created_at, version)
select partner_id, code, name, kind, commune_code, department_code, created_at, 1
from arriving_partner
where true
on conflict (code) do update
set name = excluded.name, kind = excluded.kind, commune_code = excluded.commune_code,
    department_code = excluded.department_code, version = partner.version + 1
where partner.name is distinct from excluded.name
    or partner.kind is distinct from excluded.kind
    or partner.commune_code is distinct from excluded.commune_code
