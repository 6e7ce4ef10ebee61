-- Grain: one operator known to have no usable network in one commune. Key: commune_code, operator. Reads: network_coverage.
select commune_code, operator
from network_coverage
where level = 'none'
order by operator, commune_code
