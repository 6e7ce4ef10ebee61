-- Grain: one structure, shared by all campaigns; its contacts are in the vault. Key: partner_id. Reads: nothing.
create table partner (
    partner_id text not null primary key,
    code text not null unique,
    name text not null,
    kind text not null,
    commune_code text not null,
    department_code text not null,
    created_at timestamp not null,
    version integer not null
)
