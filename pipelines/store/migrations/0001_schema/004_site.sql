-- Grain: one site, shared by all campaigns. Key: site_id. Reads: nothing.
create table site (
    site_id text not null primary key,
    code text not null unique,
    name text not null,
    kind text not null,
    commune_code text not null,
    department_code text not null,
    capacity_per_day integer,
    version integer not null
)
