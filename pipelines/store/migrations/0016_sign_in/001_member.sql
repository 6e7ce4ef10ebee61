-- Grain: one person of the register, with the role given now; name and e-mail are in the vault. Key: user_id. Reads: nothing.
create table member (
    user_id text not null primary key,
    email_token text not null unique,
    subject_token text,
    role text not null,
    partner_id text,
    department_code text,
    role_ends_on date,
    disabled_at timestamp,
    invited_at timestamp not null,
    invited_by text not null,
    version integer not null
)
