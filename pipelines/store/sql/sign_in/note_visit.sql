-- Grain: one sign-in. Key: session_hash. Reads: sign_in_session.
update sign_in_session set last_seen_at = cast(:last_seen_at as timestamp)
where session_hash = :session_hash and ended_at is null and last_seen_at < cast(:last_seen_at as timestamp)
