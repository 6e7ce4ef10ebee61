-- Grain: one sign-in. Key: session_hash. Reads: nothing.
insert into sign_in_session (session_hash, user_id, way, signed_in_at, last_seen_at, browser)
values (:session_hash, :user_id, :way, :signed_in_at, :signed_in_at, :browser)
