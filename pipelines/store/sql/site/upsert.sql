-- Grain: one site. Key: code. Reads: site, the staged table arriving_site.
insert into site (site_id, code, name, kind, commune_code, department_code, capacity_per_day, version)
select site_id, code, name, kind, commune_code, department_code, capacity_per_day, 1
from arriving_site
where true
on conflict (code) do update
set name = excluded.name, kind = excluded.kind, commune_code = excluded.commune_code,
    department_code = excluded.department_code, capacity_per_day = excluded.capacity_per_day, version = site.version + 1
where site.name is distinct from excluded.name
    or site.kind is distinct from excluded.kind
    or site.commune_code is distinct from excluded.commune_code
    or site.capacity_per_day is distinct from excluded.capacity_per_day
