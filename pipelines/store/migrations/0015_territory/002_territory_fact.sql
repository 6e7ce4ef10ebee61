-- Grain: what a layer says of one commune; what has no row is not known. Key: layer, commune_code. Reads: nothing.
create table territory_fact (
    layer text not null,
    commune_code text not null,
    fact double precision not null,
    weight double precision,
    primary key (layer, commune_code)
)
