-- Grain: what a layer says of one commune. Key: commune_code. Reads: territory_fact.
select commune_code, fact, weight
from territory_fact
where layer = :layer
order by commune_code
