-- Grain: one site. Key: site_id. Reads: site.
select site_id, code, name, kind, commune_code, department_code, capacity_per_day, closed_at, version
from site
order by name, site_id
