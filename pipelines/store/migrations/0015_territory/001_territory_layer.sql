-- Grain: one layer of published facts, as last imported. Key: layer. Reads: nothing.
create table territory_layer (
    layer text not null,
    vintage text not null,
    licence text not null,
    source text not null,
    is_sample boolean not null,
    covers text not null,
    file_digest text not null,
    imported_at timestamp not null,
    primary key (layer)
)
