-- Grain: one partner. Key: code. Reads: partner.
select partner_id, code, name, kind, commune_code, department_code, version
from partner
where code = :code
