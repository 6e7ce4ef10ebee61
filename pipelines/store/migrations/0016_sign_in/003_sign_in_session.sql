-- Grain: one sign-in; only the hash of its token is kept. Key: session_hash. Reads: nothing.
create table sign_in_session (
    session_hash text not null primary key,
    user_id text not null,
    way text not null,
    signed_in_at timestamp not null,
    last_seen_at timestamp not null,
    ended_at timestamp
)
