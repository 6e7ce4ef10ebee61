-- Grain: one code by which a structure signs in once; only its keyed hash is kept. Key: code_id. Reads: nothing.
create table access_code (
    code_id text not null primary key,
    partner_id text not null,
    prefix text not null unique,
    code_hash text not null,
    way text not null,
    issued_at timestamp not null,
    issued_by text not null,
    ends_at timestamp not null,
    failures integer not null,
    used_at timestamp,
    revoked_at timestamp
)
