-- Grain: one operator in one commune, as a published table says it; what has no row is not known. Key: commune_code, operator. Reads: nothing.
create table network_coverage (
    commune_code text not null,
    operator text not null,
    level text not null,
    primary key (commune_code, operator)
)
