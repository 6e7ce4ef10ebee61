-- Grain: one layer. Key: layer. Reads: territory_layer.
delete from territory_layer where layer = :layer
