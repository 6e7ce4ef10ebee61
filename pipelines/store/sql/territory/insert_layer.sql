-- Grain: one layer. Key: layer. Reads: nothing.
insert into territory_layer (layer, vintage, licence, source, is_sample, covers, file_digest, imported_at)
values (:layer, :vintage, :licence, :source, :is_sample, :covers, :file_digest, :imported_at)
