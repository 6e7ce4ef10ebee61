-- Grain: one partner. Key: partner_id. Reads: partner.
select partner_id, code, name, kind, commune_code, department_code, version
from partner
where partner_id = :partner_id
