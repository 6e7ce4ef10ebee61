-- Grain: one operator in one commune. Key: commune_code, operator. Reads: network_coverage.
select commune_code, operator, level
from network_coverage
order by operator, commune_code
