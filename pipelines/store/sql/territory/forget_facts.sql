-- Grain: one commune of a layer. Key: layer, commune_code. Reads: territory_fact.
delete from territory_fact where layer = :layer
