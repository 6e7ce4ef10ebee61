-- Grain: one commune of a layer. Key: layer, commune_code. Reads: the staged table arriving_fact.
insert into territory_fact (layer, commune_code, fact, weight)
select :layer, commune_code, fact, weight
from arriving_fact
