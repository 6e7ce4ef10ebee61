-- Grain: how good the network of one operator is in one commune. Key: commune_code. Reads: network_coverage.
select commune_code, level
from network_coverage
where operator = :operator
order by commune_code
